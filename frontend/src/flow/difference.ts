/** What differs between two states of a flow, in words. */
import type { Flow } from "../api/types";
import { compareFlows, valueText, type Comparison, type FieldChange, type StepComparison } from "./comparison";

export interface Difference {
  what: string;
  how: string;
}

/** Return what `after` has otherwise than `before`; places on the canvas count once. */
export function differences(before: Flow, after: Flow): Difference[] {
  return inWords(compareFlows(before, after));
}

/** Return a comparison in words, field by field. */
export function inWords(comparison: Comparison): Difference[] {
  return [
    ...comparison.whole.map((change) => ({ what: change.path.replaceAll("_", " "), how: changeText(change) })),
    ...[...comparison.steps].flatMap(([id, step]) => stepWords(id, step)),
    ...comparison.streams
      .filter(({ mark }) => mark !== "same")
      .map(({ stream, mark }) => ({ what: `${stream.from} → ${stream.to}`, how: mark === "added" ? "connected" : "no longer connected" })),
    ...(comparison.moved ? [{ what: "layout", how: "steps are in other places" }] : []),
  ];
}

function stepWords(id: string, { mark, step, fields }: StepComparison): Difference[] {
  if (mark === "added") return [{ what: id, how: `added, a ${step.operator}` }];
  if (mark === "removed") return [{ what: id, how: "removed" }];
  return fields.map((change) => ({ what: `${id}.${change.path}`, how: changeText(change) }));
}

/** Return a field's two values: `0s → 10s`. */
export function changeText({ before, after }: FieldChange): string {
  return `${valueText(before)} → ${valueText(after)}`;
}
