/** Small questions about a flow document, answered without changing it. */
import type { Flow, FlowDocument, Note, Position, Step, StepGroup, Stream } from "../api/types";

export const MAX_STEPS = 2_000;
export const MAX_ID_LENGTH = 120;
export const MAX_NOTE_LENGTH = 8_000;
export const MAX_NAME_LENGTH = 200;

/** A port of a step: `input.down`. */
export interface PortRef {
  stepId: string;
  port: string;
}

/** Return a flow without steps. */
export function blankFlow(name = "untitled"): Flow {
  return { format: 1, name, description: "", run: { clock: "auto", epoch_every: "10s", downtime: "does_not_count", cost_of_lateness: null }, steps: [], streams: [], layout: {}, notes: [], groups: [] };
}

const NOTE: Omit<Note, "id" | "x" | "y"> = { text: "", width: 240, height: 120, color: "amber" };
const GROUP: Omit<StepGroup, "id"> = { title: "", steps: [], color: "grey" };

/** Return a note with what it left out filled in. */
export function completedNote(note: Pick<Note, "id" | "x" | "y"> & Partial<Note>): Note {
  return { ...NOTE, ...note };
}

export function completedGroup(group: Pick<StepGroup, "id"> & Partial<StepGroup>): StepGroup {
  return { ...GROUP, ...group };
}

/** Return the document with what it left out filled in. */
export function completed(flow: FlowDocument): Flow {
  const blank = blankFlow();
  return {
    ...blank,
    ...flow,
    run: { ...blank.run, ...flow.run },
    steps: (flow.steps ?? []).map((step) => ({ ...step, config: step.config ?? {} })),
    notes: (flow.notes ?? []).map(completedNote),
    groups: (flow.groups ?? []).map(completedGroup),
  };
}

/** Whether nothing was put into it yet. */
export function isEmpty(flow: Flow): boolean {
  return flow.steps.length === 0 && flow.notes.length === 0;
}

/** Return the step and port that `step.port` names; a step's id holds no dot. */
export function readRef(text: string): PortRef {
  const dot = text.lastIndexOf(".");
  return { stepId: text.slice(0, dot), port: text.slice(dot + 1) };
}

export function writeRef(ref: PortRef): string {
  return `${ref.stepId}.${ref.port}`;
}

/** Return a name for a stream that no other stream of a sound flow has. */
export function streamId(stream: Stream): string {
  return `${stream.from}>${stream.to}`;
}

export function sameStream(one: Stream, other: Stream): boolean {
  return one.from === other.from && one.to === other.to;
}

export function touches(stream: Stream, ids: ReadonlySet<string>): boolean {
  return ids.has(readRef(stream.from).stepId) || ids.has(readRef(stream.to).stepId);
}

export function stepOf(flow: Flow, id: string): Step | undefined {
  return flow.steps.find((step) => step.id === id);
}

export function takenIds(flow: Flow): Set<string> {
  return new Set(flow.steps.map((step) => step.id));
}

/** Return where a step is drawn; steps without a place line up below each other. */
export function placeOf(flow: Flow, id: string): Position {
  const known = flow.layout[id];
  if (known) return known;
  const index = flow.steps.findIndex((step) => step.id === id);
  return { x: (index % 4) * 280, y: Math.floor(index / 4) * 140 };
}

/** Say why a text cannot be a step's id, or null when it can. */
export function whyNotAnId(text: string, taken: ReadonlySet<string>): string | null {
  if (text === "") return "A step needs an id.";
  if (text.length > MAX_ID_LENGTH) return `An id has at most ${MAX_ID_LENGTH} characters.`;
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(text)) return "Use letters, digits, _ and -, and begin with a letter or _.";
  if (taken.has(text)) return `Another step is called '${text}'. Choose another id.`;
  return null;
}
