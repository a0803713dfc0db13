/** What the badges of the tabs count. */
import type { Flow } from "../../api/types";
import type { Followed } from "../../run";
import { chosenView, stepOf, viewsOf, type View } from "./views";

/** What follows from the streams of a run alone: they never change, and counters ask for it many times a second. */
interface Places {
  readonly flow: Flow | null;
  readonly byPort: Map<string, readonly string[]>;
  /** Steps that let something out. */
  readonly emitting: ReadonlySet<string>;
  /** What `Output` looks at first where there is no sink. */
  readonly view: View | null;
}

const known = new WeakMap<Followed["streams"], Places>();

function placesOf({ flow, streams }: Followed): Places {
  const found = known.get(streams);
  if (found?.flow === flow) return found;
  const emitting = new Set(Object.keys(streams).map(stepOf));
  const open = flow?.steps.every(({ id }) => emitting.has(id)) ?? false;
  const places = { flow, byPort: new Map<string, readonly string[]>(), emitting, view: open ? chosenView(viewsOf(flow, streams, []), null) : null };
  known.set(streams, places);
  return places;
}

/** Return the steps that have this output port, in the order of the flow. */
export function stepsWithPort(run: Followed, port: string): readonly string[] {
  const { byPort } = placesOf(run);
  const steps = byPort.get(port) ?? stepsInOrder(run, port);
  byPort.set(port, steps);
  return steps;
}

function stepsInOrder({ flow, streams }: Followed, port: string): readonly string[] {
  const order = new Map(flow?.steps.map((step, at) => [step.id, at]));
  const steps = Object.keys(streams).filter((name) => name.endsWith(`.${port}`)).map(stepOf);
  return steps.toSorted((a, b) => (order.get(a) ?? -1) - (order.get(b) ?? -1));
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
  const { emitting, view } = placesOf(run);
  if (view !== null) return run.steps[view.stepId]?.items_out[view.port] ?? 0;
  return sum(Object.entries(run.steps).filter(([id]) => !emitting.has(id)).map(([, step]) => step.items_in));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
