/** `Edit`: one change to a flow, as data, and `applyEdit`, the only place where a flow changes. */
import type { Flow, Position, Step, Stream } from "../api/types";
import { readRef, sameStream, touches, writeRef } from "./document";

export type Path = readonly (string | number)[];
type Places = Record<string, Position>;

export type Edit =
  | { type: "add_step"; step: Step; at: Position; streams?: Stream[] }
  | { type: "remove"; steps: readonly string[]; streams: readonly Stream[] }
  | { type: "move_steps"; to: Places }
  | { type: "arrange"; to: Places }
  | { type: "rename_step"; id: string; to: string }
  | { type: "set_title"; id: string; title: string | null }
  | { type: "set_config"; id: string; path: Path; value: unknown }
  | { type: "add_stream"; stream: Stream }
  | { type: "replace_stream"; was: Stream; stream: Stream }
  | { type: "paste"; steps: Step[]; streams: Stream[]; layout: Places }
  | { type: "rename_flow"; name: string }
  | { type: "describe_flow"; description: string }
  | { type: "set_clock"; clock: Flow["run"]["clock"] }
  | { type: "replace_flow"; flow: Flow };

/** Return the flow after an edit; the same flow when the edit changes nothing. */
export function applyEdit(flow: Flow, edit: Edit): Flow {
  switch (edit.type) {
    case "add_step":
      return { ...grown(flow, [edit.step], edit.streams ?? []), layout: { ...flow.layout, [edit.step.id]: edit.at } };
    case "paste":
      return { ...grown(flow, edit.steps, edit.streams), layout: { ...flow.layout, ...edit.layout } };
    case "remove":
      return without(flow, new Set(edit.steps), edit.streams);
    case "move_steps":
    case "arrange":
      return moved(flow, edit.to);
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
    case "set_clock":
      return edit.clock === flow.run.clock ? flow : { ...flow, run: { ...flow.run, clock: edit.clock } };
    case "replace_flow":
      return edit.flow;
    default:
      return edit satisfies never;
  }
}

function grown(flow: Flow, steps: Step[], streams: Stream[]): Flow {
  return { ...flow, steps: [...flow.steps, ...steps], streams: [...flow.streams, ...streams] };
}

function without(flow: Flow, ids: ReadonlySet<string>, streams: readonly Stream[]): Flow {
  const steps = flow.steps.filter((step) => !ids.has(step.id));
  const kept = flow.streams.filter((stream) => !touches(stream, ids) && !streams.some((gone) => sameStream(gone, stream)));
  if (steps.length === flow.steps.length && kept.length === flow.streams.length) return flow;
  const layout = Object.fromEntries(Object.entries(flow.layout).filter(([id]) => !ids.has(id)));
  return { ...flow, steps, streams: kept, layout };
}

function moved(flow: Flow, to: Places): Flow {
  const changed = Object.entries(to).filter(([id, at]) => flow.layout[id]?.x !== at.x || flow.layout[id]?.y !== at.y);
  return changed.length === 0 ? flow : { ...flow, layout: { ...flow.layout, ...Object.fromEntries(changed) } };
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
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
