/** The map in the corner: what lies where, what of it is in sight; dragged it moves the canvas, wheeled it zooms. */
import { useComputedColorScheme } from "@mantine/core";
import { Panel, useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect, useRef, type PointerEvent } from "react";
import type { Position } from "../api/types";
import { MapPen, mapView, type MapView } from "./drawMap";
import { fitPixels, sightOf } from "./sight";
import { tokensOfPage } from "./tokens";
import classes from "./FlowMap.module.css";

const ZOOM_PER_PIXEL = 0.002;

export function FlowMap() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dragging = useDragging(canvas);
  useDrawing(canvas);
  useWheel(canvas);
  return (
    <Panel position="bottom-right" className={classes.map ?? ""}>
      <canvas ref={canvas} role="img" aria-label="Map of the flow" {...dragging} />
    </Panel>
  );
}

type Canvas = React.RefObject<HTMLCanvasElement | null>;

/** Draw once a frame, when something has moved. */
function useDrawing(canvas: Canvas): void {
  const store = useStoreApi();
  const scheme = useComputedColorScheme("light");
  useEffect(() => {
    const map = new MapPen(tokensOfPage());
    let frame: number | null = null;
    const draw = (): void => {
      frame = null;
      const element = canvas.current;
      const pen = element?.getContext("2d", { alpha: false });
      if (!element || !pen || element.clientWidth === 0) return;
      const ratio = fitPixels(element, element.clientWidth, element.clientHeight);
      map.draw(pen, ratio, store.getState(), mapView(store.getState(), element.clientWidth, element.clientHeight));
    };
    const soon = (): void => void (frame ??= requestAnimationFrame(draw));
    const end = store.subscribe((now, before) => {
      if (now.transform !== before.transform || now.nodes !== before.nodes || now.width !== before.width || now.height !== before.height) soon();
    });
    soon();
    return () => {
      end();
      if (frame !== null) cancelAnimationFrame(frame);
    };
  }, [canvas, store, scheme]);
}

/** What is in sight is dragged from where it is taken hold of; elsewhere, its middle comes to the pointer. */
function useDragging(canvas: Canvas) {
  const store = useStoreApi();
  const { setCenter } = useReactFlow();
  const held = useRef<{ view: MapView; offset: Position } | null>(null);
  const look = (event: PointerEvent): void => {
    const { current } = held;
    if (current === null || !canvas.current) return;
    const at = placeIn(canvas.current, event, current.view);
    void setCenter(at.x + current.offset.x, at.y + current.offset.y, { zoom: store.getState().transform[2], duration: 0 });
  };
  return {
    onPointerDown: (event: PointerEvent): void => {
      if (!canvas.current || event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const view = mapView(store.getState(), canvas.current.clientWidth, canvas.current.clientHeight);
      held.current = { view, offset: grip(placeIn(canvas.current, event, view), sightOf(store.getState())) };
      look(event);
    },
    onPointerMove: look,
    onPointerUp: () => void (held.current = null),
    onPointerCancel: () => void (held.current = null),
  };
}

function placeIn(canvas: HTMLCanvasElement, { clientX, clientY }: PointerEvent, view: MapView): Position {
  const box = canvas.getBoundingClientRect();
  return { x: view.x + (clientX - box.x) / view.scale, y: view.y + (clientY - box.y) / view.scale };
}

/** Return how far the middle of what is in sight is from where it is taken hold of. */
function grip(at: Position, sight: ReturnType<typeof sightOf>): Position {
  const offset = { x: sight.x + sight.width / 2 - at.x, y: sight.y + sight.height / 2 - at.y };
  const inside = Math.abs(offset.x) <= sight.width / 2 && Math.abs(offset.y) <= sight.height / 2;
  return inside ? offset : { x: 0, y: 0 };
}

function useWheel(canvas: Canvas): void {
  const { zoomTo, getZoom } = useReactFlow();
  useEffect(() => {
    const element = canvas.current;
    const zoom = (event: WheelEvent): void => {
      event.preventDefault();
      event.stopPropagation();
      void zoomTo(getZoom() * 2 ** (-event.deltaY * ZOOM_PER_PIXEL));
    };
    // Not through React, which could not keep the page from scrolling.
    element?.addEventListener("wheel", zoom, { passive: false });
    return () => element?.removeEventListener("wheel", zoom);
  }, [canvas, zoomTo, getZoom]);
}
