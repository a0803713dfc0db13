/** What puts steps and notes elsewhere: aligning, distributing, nudging, arranging. */
import { aligned, distributed, type Axis, type Side } from "../flow/align";
import { arrange } from "../flow/arrange";
import { completedNote } from "../flow/document";
import { around, GRID, groupFrame, stepBox, within, type Box } from "../flow/geometry";
import type { Flow, Note, Position } from "../api/types";
import { useCatalogue } from "./catalogue";
import { edit, flowNow, useFlow, type Selection } from "./flowStore";
import { fitFlow } from "./view";

type Places = Record<string, Position>;

/** What moves as one: a step, a note, or a group with its steps and the notes in its frame. */
interface Unit {
  box: Box;
  steps: readonly string[];
  notes: readonly Note[];
}

/** Return what of the selection moves as one. */
function unitsOf(flow: Flow, selection: Selection): Unit[] {
  const { operators } = useCatalogue.getState();
  const groups = flow.groups.filter((group) => selection.groups.includes(group.id));
  const framed = groups.flatMap((group): Unit[] => {
    const box = groupFrame(flow, operators, group);
    return box ? [{ box, steps: group.steps, notes: flow.notes.filter((note) => within(note, box)) }] : [];
  });
  const taken = new Set(framed.flatMap((unit) => [...unit.steps, ...unit.notes.map((note) => `note:${note.id}`)]));
  const steps = selection.steps.filter((id) => !taken.has(id)).map((id): Unit => ({ box: stepBox(flow, operators, id), steps: [id], notes: [] }));
  const notes = flow.notes.filter((note) => selection.notes.includes(note.id) && !taken.has(`note:${note.id}`));
  return [...framed, ...steps, ...notes.map((note): Unit => ({ box: note, steps: [], notes: [note] }))];
}

/** Return where everything goes when each unit's box goes to its place. */
function placesOf(flow: Flow, units: readonly Unit[], to: readonly Position[]): { to: Places; notes: Places } {
  const { operators } = useCatalogue.getState();
  const moved: { to: Places; notes: Places } = { to: {}, notes: {} };
  for (const [index, unit] of units.entries()) {
    const at = to[index] ?? unit.box;
    const shift = ({ x, y }: Position): Position => ({ x: x + at.x - unit.box.x, y: y + at.y - unit.box.y });
    for (const id of unit.steps) moved.to[id] = shift(stepBox(flow, operators, id));
    for (const note of unit.notes) moved.notes[note.id] = shift(note);
  }
  return moved;
}

/** Return where the steps of a group and the notes in its frame go when its frame is moved. */
export function groupMoved(flow: Flow, groupId: string, frame: Position): { to: Places; notes: Places } {
  const units = unitsOf(flow, { steps: [], streams: [], notes: [], groups: [groupId] });
  return placesOf(flow, units, [frame]);
}

/** Return how many things of the selection can be put in line. */
export function countUnits(flow: Flow, selection: Selection): number {
  return unitsOf(flow, selection).length;
}

export function alignSelected(side: Side): void {
  place(`align ${side}`, (boxes) => aligned(boxes, side));
}

export function distributeSelected(axis: Axis): void {
  place(`distribute ${axis}`, (boxes) => distributed(boxes, axis));
}

function place(what: string, find: (boxes: Box[]) => Position[]): void {
  const flow = flowNow();
  const units = unitsOf(flow, useFlow.getState().selection);
  edit({ type: "arrange", what, ...placesOf(flow, units, find(units.map((unit) => unit.box))) });
}

/** Move the selection by so many lines of the grid. */
export function nudgeSelected(across: number, down: number): void {
  const flow = flowNow();
  const units = unitsOf(flow, useFlow.getState().selection);
  if (units.length === 0) return;
  const to = units.map(({ box }) => ({ x: box.x + across * GRID, y: box.y + down * GRID }));
  edit({ type: "move_steps", ...placesOf(flow, units, to) });
}

/** Give tidy places to the selected steps, or to every step when at most one is selected. */
export async function arrangeSteps(): Promise<void> {
  const flow = flowNow();
  const ids = new Set(unitsOf(flow, useFlow.getState().selection).flatMap((unit) => unit.steps));
  const some = ids.size > 1;
  const to = await arrange(flow, useCatalogue.getState().operators, some ? ids : undefined);
  edit({ type: "arrange", to, ...(some ? { what: `arrange ${ids.size} steps` } : {}) });
  if (!some) fitFlow();
}

/** Return the rectangle around what is selected; null when nothing is. */
export function selectionBox(flow: Flow, selection: Selection): Box | null {
  return around(unitsOf(flow, selection).map((unit) => unit.box));
}

/** Return a place for a new note above what is selected; null when nothing is. */
export function noteAbove(flow: Flow, selection: Selection): Position | null {
  const box = selectionBox(flow, selection);
  if (!box) return null;
  const { height } = completedNote({ id: "note", x: 0, y: 0 });
  return { x: box.x, y: box.y - height - GRID * 3 };
}
