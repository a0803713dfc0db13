/** Counts of a run, written straight into the rows of the outline: ten times a second is too often to draw it again. */
import { useEffect, type RefObject } from "react";
import { stepStats, subscribeCounters } from "../../run";

const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** Keep the counts below an element at what the run tells. */
export function useLiveCounts(tree: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const write = (): void => {
      for (const element of tree.current?.querySelectorAll<HTMLElement>("[data-count-of]") ?? []) {
        const text = countText(element.dataset["countOf"] ?? "", element.dataset["port"] ?? "");
        if (element.textContent !== text) element.textContent = text;
      }
    };
    write();
    return subscribeCounters(write);
  });
}

/** What left by the main port, or what a sink took. */
function countText(stepId: string, port: string): string {
  const stats = stepStats(stepId);
  const count = (port === "" ? stats?.items_in : stats?.items_out[port]) ?? 0;
  return count === 0 ? "" : SHORT.format(count);
}
