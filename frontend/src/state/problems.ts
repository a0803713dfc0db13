/** The problems of the flow, as the last check found them, and the way from one to the place it is about. */
import { useMemo } from "react";
import type { Diagnostic } from "../api/types";
import { stepOf } from "../flow/document";
import { announce } from "./announcing";
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

function known(): Diagnostic[] {
  const { check, history } = useFlow.getState();
  if (history.present.steps.length === 0) return NONE;
  return (check?.diagnostics ?? NONE).filter(({ step_id }) => step_id !== null).toSorted((one, other) => rank(one) - rank(other));
}

/** Which problem one went to last. */
let at = -1;

/** Go to the next problem that is about a step, or the one before; round at the ends. */
export function nextProblem(by: 1 | -1): void {
  const problems = known();
  if (problems.length === 0) return announce("No problems.");
  at = at < 0 || at >= problems.length ? (by === 1 ? 0 : problems.length - 1) : (at + by + problems.length) % problems.length;
  const problem = problems[at];
  if (!problem) return;
  revealProblem(problem);
  announce(`${at + 1} of ${problems.length}: ${problem.message}`);
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
