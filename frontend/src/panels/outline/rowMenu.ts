/** The menu of a right click on a row of the outline: that of its step or stream on the canvas. */
import type { MouseEvent } from "react";
import { openMenu } from "../../state/canvasView";
import { select, useFlow } from "../../state/flowStore";
import { viewCentre } from "../../state/view";
import type { Row } from "./rows";

/** Select the row and open its menu; a row that is selected with others brings the menu of all of them. */
export function openRowMenu(event: MouseEvent, row: Row): void {
  event.preventDefault();
  const stepId = row.kind === "step" ? row.step.id : row.stepId;
  const stream = row.kind === "stream" ? row.stream : null;
  const { steps } = useFlow.getState().selection;
  const several = !stream && steps.length > 1 && steps.includes(stepId);
  if (!several) select(stream ? { streams: [stream] } : { steps: [stepId] });
  openMenu({ about: several ? "several" : stream ? "stream" : "step", x: event.clientX, y: event.clientY, at: viewCentre() });
}
