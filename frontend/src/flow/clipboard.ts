/** Steps, notes and groups taken out of a flow as a small flow document, and put into another under fresh names. */
import type { Flow, Note, Position, Step, StepGroup, Stream } from "../api/types";
import { canConnect, type Scene } from "./connect";
import { blankFlow, placeOf, readRef, takenIds, touches, writeRef } from "./document";
import type { Edit } from "./edits";
import { freshId } from "./naming";

/** What is taken: ids of each kind. A group is taken with its steps. */
export interface Part {
  steps: ReadonlySet<string>;
  notes?: ReadonlySet<string>;
  groups?: ReadonlySet<string>;
}

/** Return a document of these steps, the streams among them, these notes and these groups. */
export function cutOut(flow: Flow, part: Part): Flow {
  const groups = flow.groups.filter((group) => part.groups?.has(group.id));
  const ids = new Set([...part.steps, ...groups.flatMap((group) => group.steps)]);
  const outside = new Set(flow.steps.map((step) => step.id).filter((id) => !ids.has(id)));
  const steps = flow.steps.filter((step) => ids.has(step.id));
  return {
    ...blankFlow(flow.name),
    steps,
    streams: flow.streams.filter((stream) => touches(stream, ids) && !touches(stream, outside)),
    layout: Object.fromEntries(steps.map((step) => [step.id, placeOf(flow, step.id)])),
    notes: flow.notes.filter((note) => part.notes?.has(note.id)),
    groups,
  };
}

/** Return the streams that enter these steps from others. */
export function incomingOf(flow: Flow, ids: ReadonlySet<string>): Stream[] {
  return flow.streams.filter((stream) => ids.has(readRef(stream.to).stepId) && !ids.has(readRef(stream.from).stepId));
}

type Paste = Extract<Edit, { type: "paste" }>;

/** Return the edit that adds another document's steps, named afresh, with their upper left corner at `at`. */
export function pasteEdit(flow: Flow, clip: Flow, at: Position): Paste {
  const names = freshNames(takenIds(flow), clip.steps);
  const name = (id: string): string => names.get(id) ?? id;
  const end = (text: string): string => writeRef({ ...readRef(text), stepId: name(readRef(text).stepId) });
  const corner = cornerOf(clip);
  const moved = ({ x, y }: Position): Position => ({ x: at.x + x - corner.x, y: at.y + y - corner.y });
  return {
    type: "paste",
    steps: clip.steps.map((step): Step => ({ ...step, id: name(step.id) })),
    streams: clip.streams.map((stream): Stream => ({ from: end(stream.from), to: end(stream.to) })),
    layout: Object.fromEntries(clip.steps.map((step) => [name(step.id), moved(placeOf(clip, step.id))])),
    notes: renamed(flow.notes, clip.notes).map((note): Note => ({ ...note, ...moved(note) })),
    groups: renamed(flow.groups, clip.groups).map((group): StepGroup => ({ ...group, steps: group.steps.filter((id) => names.has(id)).map(name) })),
  };
}

/** Return the paste with the streams that entered the copied steps, from where they came, as far as they fit. */
export function keepingIncoming(scene: Scene, clip: Flow, paste: Paste, incoming: readonly Stream[]): Paste {
  const names = new Map(clip.steps.map((step, index) => [step.id, paste.steps[index]?.id ?? step.id]));
  let flow: Flow = { ...scene.flow, steps: [...scene.flow.steps, ...paste.steps], streams: [...scene.flow.streams, ...paste.streams] };
  const kept: Stream[] = [];
  for (const stream of incoming) {
    const [from, old] = [readRef(stream.from), readRef(stream.to)];
    const to = { ...old, stepId: names.get(old.stepId) ?? "" };
    if (!canConnect({ ...scene, flow }, from, to).ok) continue;
    const join = { from: stream.from, to: writeRef(to) };
    kept.push(join);
    flow = { ...flow, streams: [...flow.streams, join] };
  }
  return { ...paste, streams: [...paste.streams, ...kept] };
}

/** Return the upper left corner of all steps and notes. */
export function cornerOf(flow: Flow): Position {
  const places = [...flow.steps.map((step) => placeOf(flow, step.id)), ...flow.notes];
  return { x: Math.min(...places.map((place) => place.x)), y: Math.min(...places.map((place) => place.y)) };
}

function renamed<T extends Note | StepGroup>(there: readonly T[], added: readonly T[]): T[] {
  const names = freshNames(new Set(there.map((one) => one.id)), added);
  return added.map((one) => ({ ...one, id: names.get(one.id) ?? one.id }));
}

function freshNames(taken: Set<string>, added: readonly { id: string }[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { id } of added) {
    const name = freshId(taken.has(id) ? id.replace(/_\d+$/, "") : id, taken);
    taken.add(name);
    names.set(id, name);
  }
  return names;
}
