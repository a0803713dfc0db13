/** The canvas looks where it is asked to: at the whole flow, or at one step. */
import { getViewportForBounds, useReactFlow, useStoreApi, type ReactFlowState, type Viewport } from "@xyflow/react";
import { useCallback, useEffect } from "react";
import { stepOf } from "../flow/document";
import { flowBounds, stepBox, type Box } from "../flow/geometry";
import { useCanvasView } from "../state/canvasView";
import { useCatalogue } from "../state/catalogue";
import { flowNow, useFlow } from "../state/flowStore";
import { selectionBox } from "../state/placing";
import { provideCentre, useView, type Reveal } from "../state/view";

const PADDING = 0.14;
const SETTLED_MS = 90;
/** How far from the edge a revealed step is brought, in pixels of the screen. */
const MARGIN = 24;

/** The view glides, unless the person asked for less motion. */
const smooth = () => ({ duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160 });

export function useLooking(): void {
  const { setViewport, screenToFlowPosition, zoomTo } = useReactFlow();
  const store = useStoreApi();
  const fits = useView((view) => view.fits);
  const reveal = useView((view) => view.reveal);
  const loaded = useCatalogue((state) => state.catalog !== null);
  useFocusOnAdded(reveal);

  useEffect(() => {
    provideCentre(() => {
      const box = store.getState().domNode?.getBoundingClientRect();
      return screenToFlowPosition({ x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 });
    });
  }, [screenToFlowPosition, store]);

  const fit = useCallback(
    (find: () => Box | null) => {
      // React Flow's own fit waits until every step was drawn once, and steps out of sight never are.
      const frame = requestAnimationFrame(() => {
        const { width, height, minZoom } = store.getState();
        const box = find();
        if (box && width > 0) void setViewport(getViewportForBounds(box, width, height, minZoom, 1, PADDING), smooth());
      });
      return () => cancelAnimationFrame(frame);
    },
    [setViewport, store],
  );
  useEffect(() => fit(() => flowBounds(flowNow(), useCatalogue.getState().operators)), [fits, loaded, fit]);
  const selectionFits = useCanvasView((view) => view.selectionFits);
  const fullSizes = useCanvasView((view) => view.fullSizes);
  useEffect(() => (selectionFits > 0 ? fit(() => selectionBox(flowNow(), useFlow.getState().selection)) : undefined), [selectionFits, fit]);
  useEffect(() => {
    if (fullSizes > 0) void zoomTo(1, smooth());
  }, [fullSizes, zoomTo]);

  const selected = useFlow((state) => (state.selection.steps.length === 1 ? state.selection.steps[0] : undefined));
  const place = useFlow((state) => (selected === undefined ? undefined : state.history.present.layout[selected]));
  useEffect(() => {
    const id = selected ?? reveal?.stepId;
    if (id === undefined) return;
    // The step panel may be opening beside the canvas: what is in sight is known when it has taken its place.
    const timer = setTimeout(() => {
      const { nodes, ...now } = store.getState();
      const box = boxOf(id);
      // A step in the hand stays under the pointer; it is looked for again where it is put down.
      const view = box && !nodes.some((node) => node.dragging) ? nearestView(box, now) : null;
      if (view) void setViewport(view, smooth());
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [selected, place, reveal, setViewport, store]);
}

/** A step that was just added gets the focus, unless a control has it: from the keyboard one goes on from there. */
function useFocusOnAdded(reveal: Reveal | null): void {
  useEffect(() => {
    if (reveal === null || reveal.field !== null) return;
    const focus = (): void => {
      const at = document.activeElement;
      if (at !== document.body && !at?.closest(".react-flow__node")) return;
      document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(reveal.stepId)}"]`)?.focus({ preventScroll: true });
    };
    // A step out of sight is drawn when the view has moved to it.
    const timers = [SETTLED_MS, SETTLED_MS * 4].map((delay) => setTimeout(focus, delay));
    return () => timers.forEach(clearTimeout);
  }, [reveal]);
}

/** Return the rectangle of a step, or null when it is gone. */
function boxOf(id: string): Box | null {
  const flow = flowNow();
  return stepOf(flow, id) ? stepBox(flow, useCatalogue.getState().operators, id) : null;
}

/** Return the view that shows a box with the least movement from the present one; null when it is in sight already. */
function nearestView(box: Box, { width, height, transform: [panX, panY, zoom] }: Pick<ReactFlowState, "width" | "height" | "transform">): Viewport | null {
  const x = panX + shift(box.x * zoom + panX, box.width * zoom, width);
  const y = panY + shift(box.y * zoom + panY, box.height * zoom, height);
  return x === panX && y === panY ? null : { x, y, zoom };
}

/** Return how far something from `start` on must move to lie within `room`; its beginning wins when it is too long. */
function shift(start: number, length: number, room: number): number {
  if (start >= 0 && start + length <= room) return 0;
  const end = start + length + MARGIN;
  return start < MARGIN || length + 2 * MARGIN > room ? MARGIN - start : room - end;
}
