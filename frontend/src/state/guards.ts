/** Turning on the guard of a source, from wherever a bad clock shows. */
import { edit, select, settle } from "./flowStore";
import { revealStep } from "./view";

/** Guard a source by this timestamp, as one edit that can be undone, and show it. */
export function turnOnGuard(sourceId: string, timestamp: string): void {
  settle();
  edit({ type: "set_config", id: sourceId, path: ["guard"], value: { timestamp } });
  settle();
  showGuard(sourceId);
}

/** Show the guard of a source in its form. */
export function showGuard(sourceId: string): void {
  select({ steps: [sourceId] });
  revealStep(sourceId, "guard");
}
