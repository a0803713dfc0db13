/** The canvas looks where it is asked to: at the whole flow, or at one step. */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { placeOf, stepOf } from "../flow/document";
import { STEP_WIDTH, stepHeight } from "../flow/geometry";
import { useCatalogue } from "../state/catalogue";
import { flowNow } from "../state/flowStore";
import { provideCentre, useView } from "../state/view";

const FIT = { padding: 0.18, maxZoom: 1, duration: 160 };

export function useLooking(): void {
  const { fitView, setCenter, screenToFlowPosition, getZoom } = useReactFlow();
  const store = useStoreApi();
  const fits = useView((view) => view.fits);
  const reveal = useView((view) => view.reveal);
  const loaded = useCatalogue((state) => state.catalog !== null);

  useEffect(() => {
    provideCentre(() => {
      const box = store.getState().domNode?.getBoundingClientRect();
      return screenToFlowPosition({ x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 });
    });
  }, [screenToFlowPosition, store]);

  useEffect(() => {
    // The steps that just came on the screen are nodes one frame later.
    // A fit that is asked for while there is nothing to show would be kept, and move the first step that is dropped.
    const frame = requestAnimationFrame(() => void (flowNow().steps.length > 0 && fitView(FIT)));
    return () => cancelAnimationFrame(frame);
  }, [fits, loaded, fitView]);

  useEffect(() => {
    if (!reveal) return;
    const flow = flowNow();
    const step = stepOf(flow, reveal.stepId);
    if (!step) return;
    const { width, height, transform } = store.getState();
    const [panX, panY, zoom] = transform;
    const at = placeOf(flow, step.id);
    const tall = stepHeight(useCatalogue.getState().operators.get(step.operator));
    const [left, top] = [at.x * zoom + panX, at.y * zoom + panY];
    const seen = left >= 0 && top >= 0 && left + STEP_WIDTH * zoom <= width && top + tall * zoom <= height;
    if (!seen) void setCenter(at.x + STEP_WIDTH / 2, at.y + tall / 2, { zoom: Math.max(getZoom(), 0.6), duration: 160 });
  }, [reveal, setCenter, getZoom, store]);
}
