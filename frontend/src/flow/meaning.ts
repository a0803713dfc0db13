/** Whether two states of a flow would run alike: where steps lie, their titles, notes and groups do not matter. */
import type { Flow, Step, Stream } from "../api/types";
import { same } from "./comparison";
import { streamId } from "./document";

/** Return whether a run of one would do what a run of the other does. */
export function meansTheSame(one: Flow, other: Flow): boolean {
  if (one === other) return true;
  return same(one.run, other.run) && sameSteps(one.steps, other.steps) && sameStreams(one.streams, other.streams);
}

function sameSteps(one: readonly Step[], other: readonly Step[]): boolean {
  if (one === other) return true;
  // Steps are looked at in the order of the document, which is the order that equal ones run in.
  return one.length === other.length && one.every((step, at) => sameStep(step, other[at]));
}

function sameStep(one: Step, other: Step | undefined): boolean {
  return one === other || (other !== undefined && one.id === other.id && one.operator === other.operator && same(one.config, other.config));
}

function sameStreams(one: readonly Stream[], other: readonly Stream[]): boolean {
  if (one === other) return true;
  const known = new Set(other.map(streamId));
  return one.length === other.length && one.every((stream) => known.has(streamId(stream)));
}
