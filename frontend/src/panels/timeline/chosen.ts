/** Which item is chosen: its step and position, which are in the page's address. */
import type { Timeline } from "../../timeline/timeline";
import { useDock } from "../dock/dockStore";

export function chooseRow(timeline: Timeline, row: number): void {
  if (row >= 0) useDock.setState({ timelineStep: timeline.stepId, timelineItem: String(timeline.items.position[row]) });
}
