/** What differs between two states of a flow, in words. */
import type { Flow, Step } from "../api/types";
import { isRecord } from "./edits";
import { streamId } from "./document";

export interface Difference {
  what: string;
  how: string;
}

/** Return what `mine` has otherwise than `theirs`; places on the canvas count once. */
export function differences(theirs: Flow, mine: Flow): Difference[] {
  return [
    ...(theirs.name === mine.name ? [] : [{ what: "name", how: `'${mine.name}' instead of '${theirs.name}'` }]),
    ...(same(theirs.description, mine.description) ? [] : [{ what: "description", how: "changed" }]),
    ...runDifferences(theirs.run, mine.run),
    ...stepDifferences(theirs, mine),
    ...streamDifferences(theirs, mine),
    ...(same(theirs.notes, mine.notes) ? [] : [{ what: "notes", how: "changed" }]),
    ...(same(theirs.groups, mine.groups) ? [] : [{ what: "groups", how: "changed" }]),
    ...(same(theirs.layout, mine.layout) ? [] : [{ what: "layout", how: "steps are in other places" }]),
  ];
}

function runDifferences(theirs: Flow["run"], mine: Flow["run"]): Difference[] {
  const names = Object.keys(mine) as (keyof Flow["run"])[];
  return names
    .filter((name) => mine[name] !== theirs[name])
    .map((name) => ({ what: name.replaceAll("_", " "), how: `${mine[name]} instead of ${theirs[name]}`.replaceAll("_", " ") }));
}

function stepDifferences(theirs: Flow, mine: Flow): Difference[] {
  const before = new Map(theirs.steps.map((step) => [step.id, step]));
  const after = new Map(mine.steps.map((step) => [step.id, step]));
  return [
    ...theirs.steps.filter((step) => !after.has(step.id)).map((step) => ({ what: step.id, how: "not here" })),
    ...mine.steps.flatMap((step) => {
      const other = before.get(step.id);
      if (!other) return [{ what: step.id, how: "added" }];
      return same(other, step) ? [] : [{ what: step.id, how: stepWords(other, step) }];
    }),
  ];
}

function stepWords(other: Step, step: Step): string {
  if (other.operator !== step.operator) return `a ${step.operator} instead of a ${other.operator}`;
  const names = [...new Set([...Object.keys(other.config), ...Object.keys(step.config)])];
  const changed = names.filter((name) => !same(other.config[name], step.config[name]));
  return changed.length === 0 ? "title changed" : `${changed.join(", ")} changed`;
}

function streamDifferences(theirs: Flow, mine: Flow): Difference[] {
  const before = new Set(theirs.streams.map(streamId));
  const after = new Set(mine.streams.map(streamId));
  const words = (id: string): string => id.replace(">", " → ");
  return [
    ...[...before].filter((id) => !after.has(id)).map((id) => ({ what: words(id), how: "not connected" })),
    ...[...after].filter((id) => !before.has(id)).map((id) => ({ what: words(id), how: "connected" })),
  ];
}

/** Whether two JSON values are the same, whatever the order of their fields; missing and null count as one. */
function same(one: unknown, other: unknown): boolean {
  if (one === other || (one ?? null) === (other ?? null)) return true;
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((value, index) => same(value, other[index]));
  if (!isRecord(one) || !isRecord(other)) return false;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => same(one[name], other[name]));
}
