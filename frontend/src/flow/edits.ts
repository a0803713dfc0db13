/** `Edit`: one change to a flow, as data, and `applyEdit`, the only place where a flow changes. */
import type { Flow, Note, Position, Step, StepGroup, Stream, Tint } from "../api/types";
import { readRef, sameStream, touches, writeRef } from "./document";
import { isExact } from "./exactJson";
import { changed, following, groupOf, joined, leaving, withGroup, type Joins } from "./groups";

export type Path = readonly (string | number)[];
type Places = Record<string, Position>;

export type Edit =
  | { type: "add_step"; step: Step; at: Position; streams?: Stream[]; instead?: Stream; joins?: Joins }
  | { type: "remove"; steps: readonly string[]; streams: readonly Stream[]; notes?: readonly string[]; groups?: readonly string[] }
  | { type: "reconnect"; steps: readonly string[]; streams: readonly Stream[] }
  | { type: "splice"; stream: Stream; into: string; outOf: string; id: string; at: Position; step?: Step; joins?: Joins }
  | { type: "move_steps"; to: Places; notes?: Places; joins?: Joins }
  | { type: "arrange"; to: Places; notes?: Places; what?: string }
  | { type: "add_note"; note: Note }
  | { type: "change_note"; id: string; change: Partial<Omit<Note, "id" | "color">> }
  | { type: "group"; group: StepGroup }
  | { type: "ungroup"; steps: readonly string[]; groups: readonly string[] }
  | { type: "change_group"; id: string; change: Pick<StepGroup, "title"> }
  | { type: "tint"; notes: readonly string[]; groups: readonly string[]; color: Tint }
  | { type: "rename_step"; id: string; to: string }
  | { type: "set_title"; id: string; title: string | null }
  | { type: "set_config"; id: string; path: Path; value: unknown }
  | { type: "add_stream"; stream: Stream }
  | { type: "replace_stream"; was: Stream; stream: Stream }
  | { type: "paste"; steps: Step[]; streams: Stream[]; layout: Places; notes?: Note[]; groups?: StepGroup[]; joins?: Joins }
  | { type: "rename_flow"; name: string }
  | { type: "describe_flow"; description: string }
  | { type: "set_clock"; clock: Flow["run"]["clock"] }
  | { type: "set_cost_of_lateness"; grace: string | null }
  | { type: "replace_flow"; flow: Flow };

const NO_STEPS: ReadonlySet<string> = new Set();

/** Return the flow after an edit; the same flow when the edit changes nothing. */
export function applyEdit(flow: Flow, edit: Edit): Flow {
  switch (edit.type) {
    case "add_step":
      return joined({ ...grown(without(flow, NO_STEPS, edit.instead ? [edit.instead] : []), [edit.step], edit.streams ?? []), layout: { ...flow.layout, [edit.step.id]: edit.at } }, edit.joins);
    case "paste":
      return pasted(flow, edit);
    case "remove":
      return unmarked(without(flow, new Set(edit.steps), edit.streams), new Set(edit.notes), new Set(edit.groups));
    case "reconnect":
      return { ...without(flow, new Set(edit.steps), []), streams: [...edit.streams] };
    case "splice":
      return spliced(flow, edit);
    case "move_steps":
      return joined(moved(flow, edit.to, edit.notes ?? {}), edit.joins);
    case "arrange":
      return moved(flow, edit.to, edit.notes ?? {});
    case "add_note":
      return { ...flow, notes: [...flow.notes, edit.note] };
    case "change_note":
      return having(flow, { notes: changed<Note>(flow.notes, edit.id, edit.change) });
    case "group":
      return withGroup(flow, edit.group);
    case "ungroup":
      return having(flow, { groups: leaving(ungrouped(flow.groups, new Set(edit.groups)), new Set(edit.steps)) });
    case "change_group":
      return having(flow, { groups: changed<StepGroup>(flow.groups, edit.id, edit.change) });
    case "tint":
      return tinted(flow, edit);
    case "rename_step":
      return renamed(flow, edit.id, edit.to);
    case "set_title":
      return withStep(flow, edit.id, (step) => ((step.title ?? null) === edit.title ? step : { ...step, title: edit.title }));
    case "set_config":
      return withStep(flow, edit.id, (step) => {
        const config = put(step.config, edit.path, edit.value);
        return config === step.config ? step : { ...step, config: config as Step["config"] };
      });
    case "add_stream":
      return flow.streams.some((stream) => sameStream(stream, edit.stream))
        ? flow
        : { ...flow, streams: [...flow.streams, edit.stream] };
    case "replace_stream":
      return { ...flow, streams: flow.streams.map((stream) => (sameStream(stream, edit.was) ? edit.stream : stream)) };
    case "rename_flow":
      return edit.name === flow.name ? flow : { ...flow, name: edit.name };
    case "describe_flow":
      return edit.description === flow.description ? flow : { ...flow, description: edit.description };
    case "set_cost_of_lateness":
      return edit.grace === flow.run.cost_of_lateness ? flow : { ...flow, run: { ...flow.run, cost_of_lateness: edit.grace } };
    case "set_clock":
      return edit.clock === flow.run.clock ? flow : { ...flow, run: { ...flow.run, clock: edit.clock } };
    case "replace_flow":
      return edit.flow;
    default:
      return edit satisfies never;
  }
}

/** Return the flow with other notes or groups; the same flow when they are the same lists. */
function having(flow: Flow, parts: Partial<Pick<Flow, "notes" | "groups">>): Flow {
  const { notes = flow.notes, groups = flow.groups } = parts;
  return notes === flow.notes && groups === flow.groups ? flow : { ...flow, notes, groups };
}

function tinted(flow: Flow, { notes, groups, color }: Extract<Edit, { type: "tint" }>): Flow {
  return having(flow, {
    notes: notes.reduce((list, id) => changed<Note>(list, id, { color }), flow.notes),
    groups: groups.reduce((list, id) => changed<StepGroup>(list, id, { color }), flow.groups),
  });
}

function pasted(flow: Flow, edit: Extract<Edit, { type: "paste" }>): Flow {
  const next = {
    ...grown(flow, edit.steps, edit.streams),
    layout: { ...flow.layout, ...edit.layout },
    notes: [...flow.notes, ...(edit.notes ?? [])],
    groups: [...flow.groups, ...(edit.groups ?? [])],
  };
  return joined(next, edit.joins);
}

function unmarked(flow: Flow, notes: ReadonlySet<string>, groups: ReadonlySet<string>): Flow {
  const kept = flow.notes.filter((note) => !notes.has(note.id));
  return having(flow, { notes: kept.length === flow.notes.length ? flow.notes : kept, groups: ungrouped(flow.groups, groups) });
}

function ungrouped(groups: StepGroup[], gone: ReadonlySet<string>): StepGroup[] {
  const kept = groups.filter((group) => !gone.has(group.id));
  return kept.length === groups.length ? groups : kept;
}

/** The stream ends at the step and goes on from it; the second half keeps the turn, which is that of a side. */
function spliced(flow: Flow, edit: Extract<Edit, { type: "splice" }>): Flow {
  if (!flow.streams.some((stream) => sameStream(stream, edit.stream))) return flow;
  const [before, after] = [{ from: edit.stream.from, to: edit.into }, { from: edit.outOf, to: edit.stream.to }];
  const next = {
    ...flow,
    steps: edit.step ? [...flow.steps, edit.step] : flow.steps,
    streams: flow.streams.flatMap((stream) => (sameStream(stream, edit.stream) ? [before, after] : [stream])),
    layout: { ...flow.layout, [edit.id]: edit.at },
  };
  const [group, other] = [edit.stream.from, edit.stream.to].map((end) => groupOf(flow, readRef(end).stepId));
  return group && group === other ? withGroup(next, { ...group, steps: [...new Set([...group.steps, edit.id])] }) : joined(next, edit.joins);
}

function grown(flow: Flow, steps: Step[], streams: Stream[]): Flow {
  return { ...flow, steps: [...flow.steps, ...steps], streams: [...flow.streams, ...streams] };
}

function without(flow: Flow, ids: ReadonlySet<string>, streams: readonly Stream[]): Flow {
  const steps = flow.steps.filter((step) => !ids.has(step.id));
  const kept = flow.streams.filter((stream) => !touches(stream, ids) && !streams.some((gone) => sameStream(gone, stream)));
  if (steps.length === flow.steps.length && kept.length === flow.streams.length) return flow;
  const layout = Object.fromEntries(Object.entries(flow.layout).filter(([id]) => !ids.has(id)));
  return { ...flow, steps, streams: kept, layout, groups: leaving(flow.groups, ids) };
}

function moved(flow: Flow, to: Places, notesTo: Places): Flow {
  const steps = Object.entries(to).filter(([id, at]) => flow.layout[id]?.x !== at.x || flow.layout[id]?.y !== at.y);
  const notes = Object.entries(notesTo).reduce((list, [id, { x, y }]) => changed(list, id, { x, y }), flow.notes);
  const next = having(flow, { notes });
  return steps.length === 0 ? next : { ...next, layout: { ...flow.layout, ...Object.fromEntries(steps) } };
}

function renamed(flow: Flow, id: string, to: string): Flow {
  if (id === to || !flow.steps.some((step) => step.id === id)) return flow;
  const end = (text: string): string => {
    const ref = readRef(text);
    return ref.stepId === id ? writeRef({ ...ref, stepId: to }) : text;
  };
  const { [id]: place, ...rest } = flow.layout;
  return {
    ...flow,
    steps: flow.steps.map((step) => (step.id === id ? { ...step, id: to } : step)),
    streams: flow.streams.map((stream) => ({ from: end(stream.from), to: end(stream.to) })),
    layout: place ? { ...rest, [to]: place } : rest,
    groups: following(flow.groups, id, to),
  };
}

function withStep(flow: Flow, id: string, change: (step: Step) => Step): Flow {
  let same = true;
  const steps = flow.steps.map((step) => {
    const next = step.id === id ? change(step) : step;
    same &&= next === step;
    return next;
  });
  return same ? flow : { ...flow, steps };
}

/** Return `tree` with `value` at `path`; undefined takes the entry away. Lists and records on the way are made. */
export function put(tree: unknown, path: Path, value: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (typeof head === "number") {
    const list = Array.isArray(tree) ? [...(tree as unknown[])] : [];
    const next = put(list[head], rest, value);
    if (next === undefined) list.splice(head, 1);
    else list[head] = next;
    return list;
  }
  const record = isRecord(tree) ? tree : {};
  const next = put(record[head], rest, value);
  if (next === record[head] && (next !== undefined || !(head in record))) return tree;
  if (next !== undefined) return { ...record, [head]: next };
  const { [head]: _gone, ...others } = record;
  return others;
}

/** Return what is at `path`, or undefined. */
export function pick(tree: unknown, path: Path): unknown {
  let here = tree;
  for (const part of path) {
    if (typeof part === "number") here = Array.isArray(here) ? (here as unknown[])[part] : undefined;
    else here = isRecord(here) && Object.hasOwn(here, part) ? here[part] : undefined;
  }
  return here;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isExact(value);
}
