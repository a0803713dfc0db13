/** What the badges of the tabs count. */
import type { Followed } from "../../run";
import { chosenView, stepOf, viewsOf } from "./views";

/** Return the steps that have this output port, in the order of the flow. */
export function stepsWithPort(run: Followed, port: string): readonly string[] {
  const steps = Object.keys(run.streams).filter((name) => name.endsWith(`.${port}`)).map(stepOf);
  const order = run.flow?.steps.map((step) => step.id) ?? [];
  return steps.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** Return how many items a step found late. */
export function lateCount(run: Followed, stepId: string): number {
  return Math.max(run.steps[stepId]?.late ?? 0, run.steps[stepId] === undefined ? (run.samples[`${stepId}.late`]?.total ?? 0) : 0);
}

/** Return how many items a step has judged late or on time. */
export function judgedItems(run: Followed, stepId: string): number {
  const step = run.steps[stepId];
  return step === undefined ? 0 : step.late + step.kept;
}

/** Return how many windows a step has closed. */
export function closedWindows(run: Followed, stepId: string): number {
  return Math.max(run.steps[stepId]?.items_out["meta"] ?? 0, run.samples[`${stepId}.meta`]?.total ?? 0);
}

/** Return the steps whose windows are compared with a longer wait, in the order of the flow. */
export function costSteps(run: Followed): readonly string[] {
  const order = run.flow?.steps.map((step) => step.id) ?? [];
  const steps = Object.keys(run.records).filter((name) => name.endsWith(".cost")).map(stepOf);
  return steps.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** Return how many windows late items would have changed. */
export function allOff(run: Followed): number {
  return sum(costSteps(run).map((step) => run.steps[step]?.cost?.off ?? 0));
}

export function allLate(run: Followed): number {
  return sum(stepsWithPort(run, "late").map((step) => lateCount(run, step)));
}

export function allWindows(run: Followed): number {
  return sum(stepsWithPort(run, "meta").map((step) => closedWindows(run, step)));
}

/** Return how many items the sinks have taken in; without a sink, how many left where `Output` looks at first. */
export function allTaken(run: Followed): number {
  const emitting = new Set(Object.keys(run.streams).map(stepOf));
  if (run.flow?.steps.every(({ id }) => emitting.has(id))) {
    const view = chosenView(viewsOf(run.flow, run.streams, []), null);
    return view === null ? 0 : (run.steps[view.stepId]?.items_out[view.port] ?? 0);
  }
  return sum(Object.entries(run.steps).filter(([id]) => !emitting.has(id)).map(([, step]) => step.items_in));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
