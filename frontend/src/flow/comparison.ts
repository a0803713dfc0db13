/** Two states of a flow beside each other: what was added, removed and changed, step by step and field by field. */
import type { Flow, Step, Stream } from "../api/types";
import { placeOf, readRef, streamId, writeRef } from "./document";
import { isRecord } from "./edits";
import { isNumber, sameNumber, writeJson } from "./exactJson";
import { freePlace } from "./geometry";

export type Mark = "added" | "removed" | "changed" | "same";

/** A field with another value; undefined where it was not there. */
export interface FieldChange {
  /** A dotted path, such as `clock.wait`. */
  path: string;
  before: unknown;
  after: unknown;
}

export interface StepComparison {
  mark: Mark;
  /** The step as it is after, or as it was when it is gone. */
  step: Step;
  fields: readonly FieldChange[];
}

export interface Comparison {
  /** By id after the change; what is gone comes under the id it had. */
  steps: ReadonlyMap<string, StepComparison>;
  streams: readonly { stream: Stream; mark: Mark }[];
  /** What belongs to no step: the name, the description, how runs keep time. */
  whole: readonly FieldChange[];
  /** Whether steps lie in other places. */
  moved: boolean;
  /** Everything of both, to be drawn. */
  union: Flow;
}

/** Compare two states of a flow. */
export function compareFlows(before: Flow, after: Flow): Comparison {
  const renames = renamed(before, after);
  const was = new Map(before.steps.map((step) => [renames.get(step.id) ?? step.id, step]));
  const is = new Set(after.steps.map((step) => step.id));
  const gone = before.steps.filter((step) => !is.has(renames.get(step.id) ?? step.id));
  const steps = new Map(after.steps.map((step) => [step.id, compareStep(was.get(step.id), step)]));
  for (const step of gone) steps.set(step.id, { mark: "removed", step, fields: [] });
  return {
    steps,
    streams: compareStreams(before, after, renames),
    whole: [...fieldChanges(headOf(before), headOf(after))],
    moved: after.steps.some(({ id }) => placedElsewhere(before, was.get(id)?.id, after, id)) || !same(placesOfNotes(before), placesOfNotes(after)),
    union: unionOf(before, after, gone),
  };
}

/** How many of each mark there are, for a line above the picture. */
export function countMarks({ steps, streams }: Comparison): Record<Mark, number> {
  const counts = { added: 0, removed: 0, changed: 0, same: 0 };
  for (const { mark } of [...steps.values(), ...streams]) counts[mark] += 1;
  return counts;
}

function compareStep(before: Step | undefined, after: Step): StepComparison {
  if (!before) return { mark: "added", step: after, fields: [] };
  const fields = fieldChanges(fieldsOf(before), fieldsOf(after));
  return { mark: fields.length === 0 ? "same" : "changed", step: after, fields };
}

const fieldsOf = ({ id, operator, title, config }: Step): Record<string, unknown> => ({ id, operator, title: title ?? undefined, ...config });

const placesOfNotes = ({ notes }: Flow): unknown => notes.map(({ text: _text, ...place }) => place);

/** What belongs to no step; where notes lie is a matter of places. */
const headOf = ({ name, description, run, notes, groups }: Flow): Record<string, unknown> => ({
  name, description, run,
  notes: Object.fromEntries(notes.map(({ id, text }) => [id, text])),
  groups: Object.fromEntries(groups.map(({ id, title, steps }) => [id, { title, steps }])),
});

/** A step that is gone and one that came, alike in everything but the id, are one that was renamed. */
function renamed(before: Flow, after: Flow): Map<string, string> {
  const [had, has] = [new Set(before.steps.map(({ id }) => id)), new Set(after.steps.map(({ id }) => id))];
  const came = after.steps.filter(({ id }) => !had.has(id));
  const names = new Map<string, string>();
  for (const step of before.steps.filter(({ id }) => !has.has(id))) {
    const alike = came.filter((other) => same({ ...step, id: "" }, { ...other, id: "" }) && !placedElsewhere(before, step.id, after, other.id));
    const [only] = alike;
    if (alike.length === 1 && only && ![...names.values()].includes(only.id)) names.set(step.id, only.id);
  }
  return names;
}

function placedElsewhere(before: Flow, was: string | undefined, after: Flow, is: string): boolean {
  if (was === undefined) return false;
  const [one, other] = [placeOf(before, was), placeOf(after, is)];
  return one.x !== other.x || one.y !== other.y;
}

function compareStreams(before: Flow, after: Flow, renames: ReadonlyMap<string, string>): { stream: Stream; mark: Mark }[] {
  const end = (text: string): string => {
    const ref = readRef(text);
    return writeRef({ ...ref, stepId: renames.get(ref.stepId) ?? ref.stepId });
  };
  const had = before.streams.map((stream) => ({ from: end(stream.from), to: end(stream.to) }));
  const [was, is] = [new Set(had.map(streamId)), new Set(after.streams.map(streamId))];
  return [
    ...after.streams.map((stream) => ({ stream, mark: was.has(streamId(stream)) ? ("same" as const) : ("added" as const) })),
    ...had.filter((stream) => !is.has(streamId(stream))).map((stream) => ({ stream, mark: "removed" as const })),
  ];
}

/** Steps that are gone lie where they were, or below what lies there now. */
function unionOf(before: Flow, after: Flow, gone: readonly Step[]): Flow {
  let union = after;
  for (const step of gone) {
    const place = freePlace(union, placeOf(before, step.id));
    union = { ...union, steps: [...union.steps, step], layout: { ...union.layout, [step.id]: place } };
  }
  return union;
}

/** Return the fields that differ, at any depth; lists of another length differ as a whole. */
export function fieldChanges(before: unknown, after: unknown, path: readonly string[] = []): FieldChange[] {
  if (same(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => fieldChanges(before[name], after[name], [...path, name]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length && before.every(isRecord)) {
    return before.flatMap((value, index) => fieldChanges(value, after[index], [...path, String(index)]));
  }
  return [{ path: path.join("."), before, after }];
}

/** Whether two JSON values are the same, whatever the order of their fields; missing and null count as one, `1` and `1.0` do not. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other || (one ?? null) === (other ?? null)) return true;
  if (isNumber(one) && isNumber(other)) return sameNumber(one, other);
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((value, index) => same(value, other[index]));
  if (!isRecord(one) || !isRecord(other)) return false;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => same(one[name], other[name]));
}

const LONGEST = 160;

/** Return a value as a person reads it: a text as it is, the rest as JSON, long ones cut. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return "not set";
  const text = typeof value === "string" && value !== "" ? value : writeJson(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
