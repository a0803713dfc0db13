/** What can be done about a step that gives nothing: commands of the run, edits of the flow, and places to look at. */
import type { Flow } from "../../api/types";
import type { Remedy } from "../../doctor/case";
import { durationUs } from "../../flow/micros";
import { clockOf } from "../../run/clockOf";
import { durationText } from "../../run/timeText";
import { perform } from "../../state/actions";
import { edit, select, selectFlow, settle, useFlow } from "../../state/flowStore";
import { revealStep } from "../../state/view";
import { openDockTab, showOutput } from "../dock/dockStore";

export const useFlowNow = (): Flow => useFlow(selectFlow);

/** Return a remedy as a button says it. */
export function remedyText(remedy: Remedy): string {
  switch (remedy.kind) {
    case "resume":
      return "Resume";
    case "finish":
      return "Finish: close every window now";
    case "live":
      return "Live clock in the next run";
    case "wait":
      return `Wait of ${durationText(remedy.wait)} in the next run`;
    case "late":
      return "Show the late items";
    case "step":
      return `Go to ${remedy.stepId}`;
    case "output":
      return `Show ${remedy.view}`;
    default:
      return remedy satisfies never;
  }
}

/** Whether the flow on the canvas has it already. */
export function isApplied(remedy: Remedy, flow: Flow): boolean {
  if (remedy.kind === "live") return flow.run.clock === "live";
  return remedy.kind === "wait" && clockOf(flow, remedy.stepId)?.wait === durationUs(remedy.wait);
}

export function applyRemedy(remedy: Remedy): void {
  switch (remedy.kind) {
    case "resume":
      perform("pause");
      return;
    case "finish":
      perform("finish");
      return;
    case "live":
      return edited(() => edit({ type: "set_clock", clock: "live" }));
    case "wait":
      return edited(() => edit({ type: "set_config", id: remedy.stepId, path: ["clock", "wait"], value: remedy.wait }));
    case "late":
      return openDockTab("late", remedy.stepId);
    case "step":
      select({ steps: [remedy.stepId] });
      return revealStep(remedy.stepId);
    case "output":
      return showOutput(remedy.view);
    default:
      return remedy satisfies never;
  }
}

/** One entry of its own in what can be undone. */
function edited(change: () => void): void {
  settle();
  change();
  settle();
}
