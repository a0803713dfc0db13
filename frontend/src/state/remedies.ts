/** Mending problems: what can be done at once, as an edit that can be undone. */
import type { Diagnostic } from "../api/types";
import { helps, remedyFor, type Remedy } from "../flow/remedies";
import { announce } from "./announcing";
import { edit, flowNow, select, settle } from "./flowStore";
import { sceneNow } from "./steps";
import { revealStep } from "./view";

/** Return what mends a problem of the flow as it is now, or null. */
export function remedyNow(problem: Diagnostic): Remedy | null {
  const remedy = remedyFor(sceneNow(), problem);
  return remedy !== null && helps(flowNow(), remedy) ? remedy : null;
}

export function mend(remedy: Remedy): void {
  // What was typed just before is an entry of its own, and so is this.
  settle();
  edit(remedy.edit, remedy.title.charAt(0).toLowerCase() + remedy.title.slice(1));
  settle();
  select({ steps: [remedy.stepId] });
  revealStep(remedy.stepId, remedy.field);
  announce(`Done: ${remedy.title}. Undo takes it back.`);
}
