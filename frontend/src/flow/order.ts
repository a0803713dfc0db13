/** The order of a flow: each step after what feeds it, else as in the document; and who is up, down and beside whom. */
import type { Flow, Step } from "../api/types";
import { placeOf, readRef } from "./document";

export interface Neighbours {
  ups: ReadonlyMap<string, readonly string[]>;
  downs: ReadonlyMap<string, readonly string[]>;
}

/** Return who feeds whom, each neighbour once, in the order of the streams. */
export function neighboursOf(flow: Flow): Neighbours {
  const [ups, downs] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const ids = new Set(flow.steps.map(({ id }) => id));
  for (const stream of flow.streams) {
    const [from, to] = [readRef(stream.from).stepId, readRef(stream.to).stepId];
    if (!ids.has(from) || !ids.has(to)) continue;
    note(downs, from, to);
    note(ups, to, from);
  }
  return { ups, downs };
}

function note(map: Map<string, string[]>, id: string, other: string): void {
  const known = map.get(id) ?? [];
  if (!known.includes(other)) map.set(id, [...known, other]);
}

/** Return the steps so that each comes after what feeds it; steps on a cycle come last, as in the document. */
export function stepsInOrder(flow: Flow): Step[] {
  const { ups, downs } = neighboursOf(flow);
  const waiting = new Map(flow.steps.map(({ id }) => [id, ups.get(id)?.length ?? 0]));
  const byId = new Map(flow.steps.map((step) => [step.id, step]));
  const done = new Set<string>();
  const visit = (id: string): void => {
    if (done.has(id)) return;
    done.add(id);
    for (const next of downs.get(id) ?? []) {
      const left = (waiting.get(next) ?? 1) - 1;
      waiting.set(next, left);
      if (left === 0) visit(next);
    }
  };
  for (const { id } of flow.steps) if ((ups.get(id)?.length ?? 0) === 0) visit(id);
  const ordered = [...done].flatMap((id) => byId.get(id) ?? []);
  return [...ordered, ...flow.steps.filter(({ id }) => !done.has(id))];
}

export type Way = "up" | "down" | "before" | "after";

/** Return the step one comes to from another: along a stream, or to the one beside it; null at the end. */
export function walk(flow: Flow, from: string, way: Way): string | null {
  const { ups, downs } = neighboursOf(flow);
  if (way === "up") return (ups.get(from) ?? []).toSorted(byPlace(flow))[0] ?? null;
  if (way === "down") return (downs.get(from) ?? []).toSorted(byPlace(flow))[0] ?? null;
  const row = siblingsOf(flow, from, ups, downs);
  return row[row.indexOf(from) + (way === "after" ? 1 : -1)] ?? null;
}

/** Steps that share something that feeds them or that they feed; of a source that shares nothing, the other sources. */
function siblingsOf(flow: Flow, id: string, ups: Neighbours["ups"], downs: Neighbours["downs"]): string[] {
  const above = (ups.get(id) ?? []).flatMap((up) => downs.get(up) ?? []);
  const below = (downs.get(id) ?? []).flatMap((down) => ups.get(down) ?? []);
  const shared = new Set([id, ...above, ...below]);
  const fed = (other: string): boolean => (ups.get(other)?.length ?? 0) > 0;
  const sources = fed(id) ? [] : flow.steps.map((step) => step.id).filter((other) => !fed(other));
  return [...(shared.size > 1 ? shared : new Set([id, ...sources]))].toSorted(byPlace(flow));
}

/** From top to bottom, and from left to right at one height: as they are seen. */
function byPlace(flow: Flow): (one: string, other: string) => number {
  return (one, other) => {
    const [a, b] = [placeOf(flow, one), placeOf(flow, other)];
    return a.y - b.y || a.x - b.x;
  };
}
