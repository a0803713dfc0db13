/** The problems of the flow, as the last check found them, and the way from one to the place it is about. */
import { useMemo } from "react";
import type { Diagnostic } from "../api/types";
import { stepOf } from "../flow/document";
import { flowNow, select, useFlow } from "./flowStore";
import { revealStep } from "./view";

const NONE: Diagnostic[] = [];

/** Return the flow's problems, errors before warnings. That there is no step yet is a beginning, not a problem. */
export function useProblems(): Diagnostic[] {
  const diagnostics = useFlow((state) => state.check?.diagnostics ?? NONE);
  const begun = useFlow((state) => state.history.present.steps.length > 0);
  return useMemo(
    () => diagnostics.filter((one) => begun || one.step_id !== null).toSorted((one, other) => rank(one) - rank(other)),
    [diagnostics, begun],
  );
}

/** Return the problems of one step. */
export function useStepProblems(stepId: string): Diagnostic[] {
  const diagnostics = useFlow((state) => state.check?.diagnostics ?? NONE);
  return useMemo(() => {
    const mine = diagnostics.filter((diagnostic) => diagnostic.step_id === stepId);
    return mine.length === 0 ? NONE : mine;
  }, [diagnostics, stepId]);
}

/** Select the step a problem is about and put the focus on its field. */
export function revealProblem(diagnostic: Diagnostic): void {
  const stepId = diagnostic.step_id;
  if (stepId === null || stepId === undefined || !stepOf(flowNow(), stepId)) return;
  select({ steps: [stepId] });
  revealStep(stepId, diagnostic.field ?? null);
}

function rank(diagnostic: Diagnostic): number {
  return diagnostic.severity === "error" ? 0 : 1;
}
