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

/** The problem one went to last, and its place then: when it is solved, the next one has taken that place. */
let last: { of: string; at: number } | null = null;
const nameOf = ({ code, step_id, field, port }: Diagnostic): string => [code, step_id, field, port].join(" ");

/** Go to the next problem that is about a step, or the one before; round at the ends. */
export function nextProblem(by: 1 | -1): void {
  const problems = known();
  if (problems.length === 0) return announce("No problems.");
  const before = problems.findIndex((one) => nameOf(one) === last?.of);
  const from = before !== -1 ? before : last === null ? (by === 1 ? -1 : 0) : by === 1 ? last.at - 1 : last.at;
  const at = (from + by + problems.length) % problems.length;
  const problem = problems[at];
  if (!problem) return;
  last = { of: nameOf(problem), at };
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
