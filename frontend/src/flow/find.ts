/** Finding in a flow: ids, titles, operators, configuration, fields of streams, notes; each place says what matched. */
import type { CheckResult, Flow, OperatorEntry, Step } from "../api/types";
import { isRecord } from "./edits";
import { stepsInOrder } from "./order";

export interface Place {
  /** The step it is in, or null for what belongs to the flow. */
  stepId: string | null;
  /** The note it is in, or null. */
  noteId: string | null;
  /** The config field to focus, as a dotted path, or null. */
  field: string | null;
  /** What kind of place it is, in words. */
  what: string;
  /** The text that matched, and where in it. */
  text: string;
  at: number;
}

interface Known {
  operators: ReadonlyMap<string, OperatorEntry>;
  check: CheckResult | null;
}

const MOST = 500;
/** How much of a long text is shown before the match. */
const BEFORE = 24;

/** Return every place where the text stands, in small or capital letters, in the order of the flow. */
export function findInFlow(flow: Flow, query: string, known: Known): Place[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return [];
  const found: Place[] = [];
  const look = (text: string, place: Omit<Place, "text" | "at">): void => {
    const at = text.toLowerCase().indexOf(wanted);
    if (at !== -1 && found.length < MOST) found.push({ ...place, ...cut(text, at) });
  };
  for (const step of stepsInOrder(flow)) lookAtStep(step, known, look);
  for (const note of flow.notes) look(note.text, { stepId: null, noteId: note.id, field: null, what: "note" });
  look(flow.description, { stepId: null, noteId: null, field: null, what: "description of the flow" });
  return found;
}

type Look = (text: string, place: Omit<Place, "text" | "at">) => void;

function lookAtStep(step: Step, { operators, check }: Known, look: Look): void {
  const inStep = (what: string, field: string | null = null) => ({ stepId: step.id, noteId: null, what, field });
  const entry = operators.get(step.operator);
  look(step.id, inStep("id"));
  if (step.title) look(step.title, inStep("title"));
  look(entry ? entry.title : step.operator, inStep("operator"));
  for (const [path, text] of textsIn(step.config)) look(text, inStep(path, path));
  const fields = new Set(Object.values(check?.steps[step.id]?.downs ?? {}).flatMap((port) => Object.keys(port.fields)));
  for (const name of fields) look(name, inStep("field of its stream"));
}

/** Every text, number and name in a configuration with its path; a name is a text, too. */
function textsIn(value: unknown, path: readonly string[] = []): [path: string, text: string][] {
  const name = path.join(".");
  if (Array.isArray(value)) return value.flatMap((one, index) => textsIn(one, [...path, String(index)]));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, one]) => [...(path.length > 0 ? [[name, key] as [string, string]] : []), ...textsIn(one, [...path, key])]);
  return value === null || value === undefined ? [] : [[name, String(value as string | number | boolean)]];
}

function cut(text: string, at: number): { text: string; at: number } {
  const line = text.replaceAll(/\s/g, " ");
  return at <= BEFORE * 2 ? { text: line, at } : { text: `…${line.slice(at - BEFORE)}`, at: BEFORE + 1 };
}
