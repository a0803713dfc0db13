/** Which item is chosen: its step and position, which are in the page's address; the `Late` tab chooses the same. */
import { LATE } from "../../timeline/items";
import type { Timeline } from "../../timeline/timeline";
import { useDock } from "../dock/dockStore";

export function chooseRow(timeline: Timeline, row: number): void {
  if (row < 0) return;
  useDock.setState({ timelineStep: timeline.stepId, timelineItem: String(timeline.items.position[row]) });
  // The name of a late item has its window, which the card finds.
  if (timeline.items.verdict[row] !== LATE) useDock.setState({ lateItem: null });
}

export function chooseNothing(): void {
  useDock.setState({ timelineItem: null, lateItem: null });
}

/** Choose the late item that is explained in the `Late` tab. */
export function adoptLateItem(): void {
  const { lateItem, timelineItem } = useDock.getState();
  const [step, position] = lateItem?.split(":") ?? [];
  if (step === undefined || position === undefined || position === timelineItem) return;
  useDock.setState({ timelineStep: step, timelineItem: position });
}
