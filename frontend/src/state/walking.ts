/** Walking through the flow from step to step, along the streams and across them. */
import { stepsInOrder, walk, type Way } from "../flow/order";
import { stepOf } from "../flow/document";
import { announce } from "./announcing";
import { flowNow, select, useFlow } from "./flowStore";
import { revealStep } from "./view";

const END: Record<Way, (id: string) => string> = {
  up: (id) => `Nothing feeds ${id}.`,
  down: (id) => `${id} feeds no step.`,
  before: (id) => `There is no step above ${id}.`,
  after: (id) => `There is no step below ${id}.`,
};

/** Go from the selected step to another; without one, to the first of the flow. */
export function walkTo(way: Way): void {
  const flow = flowNow();
  const from = useFlow.getState().selection.steps.at(-1);
  const here = from !== undefined && stepOf(flow, from) ? from : null;
  const to = here === null ? stepsInOrder(flow)[0]?.id : walk(flow, here, way);
  if (to === undefined || to === null) return announce(here === null ? "This flow has no steps yet." : END[way](here));
  select({ steps: [to] });
  revealStep(to);
}
