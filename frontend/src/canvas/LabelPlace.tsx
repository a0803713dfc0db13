/**
 * Puts what belongs to a stream above all streams, as React Flow's own `EdgeLabelRenderer` does.
 *
 * That one looks for the place in the page at every movement of the canvas, once for each stream; with hundreds of
 * streams nothing else got done. Here it is looked for once.
 */
import { useStore } from "@xyflow/react";
import type { ReactNode } from "react";
import { createPortal } from "react-dom";

const places = new WeakMap<Element, Element>();

function placeIn(canvas: Element): Element | null {
  const known = places.get(canvas);
  if (known?.isConnected) return known;
  const found = canvas.querySelector(".react-flow__edgelabel-renderer");
  if (found) places.set(canvas, found);
  return found;
}

export function LabelPlace({ children }: { children: ReactNode }) {
  const canvas = useStore((state) => state.domNode);
  const place = canvas && placeIn(canvas);
  return place ? createPortal(children, place) : null;
}
