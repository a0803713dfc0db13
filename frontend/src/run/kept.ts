/** The wait that would have kept a late item: what the engine says, or where that is not all, what its record says. */
import { instantUs, writeDuration } from "../flow/micros";
import type { Windower } from "../ruler/windower";
import type { StepClock } from "./clockOf";
import { lateItem, type LateItem } from "./late";
import { isKept, waitThatKeeps, type Arrival, type Rules } from "./replay";
import type { RunState } from "./runState";
import { cell, type ItemChunk, type Sample } from "./sample";

export interface KeptBy {
  /** As a document writes it: exact to the microsecond. */
  readonly wait: string;
  /** Why another wait may do; null where none can. */
  readonly unsure: "forgets" | "joins" | null;
}

/** Return the smallest wait that would have kept this item; null where the evidence does not say. */
export function keptBy(run: Pick<RunState, "samples" | "clock">, late: LateItem, clock: StepClock | null): KeptBy | null {
  if (late.waitNeeded === null) return null;
  const why = clock === null ? null : whyNotSure(run.clock, clock);
  if (clock === null || why === null) return { wait: late.waitNeeded, unsure: null };
  const tried = triedWait(run.samples[`${late.stepId}.decisions`], late, clock);
  return tried === null ? { wait: late.waitNeeded, unsure: why } : { wait: writeDuration(BigInt(tried)), unsure: null };
}

/** What was found for rows of `late` ports: what came before an item never changes. */
const found = new WeakMap<ItemChunk, Map<number, KeptBy | null>>();

/** One row of a `late` port. */
export interface LateRow {
  readonly stepId: string;
  readonly chunk: ItemChunk;
  readonly at: number;
}

/** Return `keptBy` of a row as far as it is known without trying waits; `tryRow` tries them. */
export function knownOfRow({ stepId, chunk, at }: LateRow, run: Pick<RunState, "clock">, clock: StepClock | null): KeptBy | null {
  return found.get(chunk)?.get(at) ?? keptBy({ clock: run.clock, samples: {} }, lateItem(stepId, chunk, at), clock);
}

/** Try waits for a row, once; return whether more is known of it now. */
export function tryRow(row: LateRow, run: Pick<RunState, "samples" | "clock">, clock: StepClock | null): boolean {
  const { stepId, chunk, at } = row;
  const known = found.get(chunk) ?? new Map<number, KeptBy | null>();
  found.set(chunk, known);
  if (known.has(at) || !knownOfRow(row, run, clock)?.unsure) return false;
  known.set(at, keptBy(run, lateItem(stepId, chunk, at), clock));
  return true;
}

/** Return what a longer wait may change beside the one comparison that made an item late. */
function whyNotSure(run: RunState["clock"], { windower, byWindow }: StepClock): KeptBy["unsure"] {
  if (windower === null) return null;
  if (windower.kind === "session") return byWindow ? "joins" : null;
  // Only the passing of time leaves a key without an open window.
  return run === "frozen" ? null : "forgets";
}

function triedWait(record: Sample | undefined, late: LateItem, { wait, windower, byWindow }: StepClock): number | null {
  const arrivals = record === undefined ? null : arrivalsUpTo(record, late);
  const wait_us = exact(wait);
  if (arrivals === null || windower === null || wait_us === null) return null;
  const rules: Rules = { windower: paceOf(windower), wait_us, byWindow };
  // Were the record what the run judged by, it would say that the item was late.
  return isKept(arrivals, rules) ? null : waitThatKeeps(arrivals, rules);
}

/** Return which windows there are, in numbers. */
export function paceOf(windower: Windower): Rules["windower"] {
  if (windower.kind === "session") return { kind: "session", gap_us: Number(windower.gap) };
  return { kind: "even", length_us: Number(windower.length), offset_us: Number(windower.offset), align_us: Number(windower.align) };
}

/** Return what came of the item's key, up to the item; null when something is missing from the record. */
function arrivalsUpTo(record: Sample, late: LateItem): Arrival[] | null {
  if (record.skipped > 0 || record.forgotten > 0 || late.position === null || record.chunks[0]?.first !== 0) return null;
  const last = Number(late.position);
  const items = record.chunks.flatMap((chunk) => (chunk.kind === "items" ? itemsOf(chunk, late.key ?? "") : [])).filter(({ position }) => position <= last);
  const ordered = items.toSorted((one, other) => one.position - other.position);
  const whole = items.every(({ arrival }) => arrival !== null) && ordered.at(-1)?.position === last;
  return whole ? ordered.flatMap(({ arrival }) => arrival ?? []) : null;
}

interface Recorded {
  readonly position: number;
  /** Null where it cannot be told. */
  readonly arrival: Arrival | null;
}

/** Chunks never change, so where the items of a key are stays right for as long as the chunk is kept. */
const places = new WeakMap<ItemChunk, ReadonlyMap<string, readonly number[]>>();

function itemsOf(chunk: ItemChunk, key: string): Recorded[] {
  const known = places.get(chunk) ?? placesIn(chunk);
  places.set(chunk, known);
  return (known.get(key) ?? []).map((at) => ({ position: Number(cell(chunk, at, "position")), arrival: arrivalAt(chunk, at) }));
}

function placesIn(chunk: ItemChunk): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (let at = chunk.from; at < chunk.to; at += 1) {
    const key = chunk.keys?.[at] ?? "";
    const of = found.get(key);
    if (of === undefined) found.set(key, [at]);
    else of.push(at);
  }
  return found;
}

function arrivalAt(chunk: ItemChunk, at: number): Arrival | null {
  const [timestamp, arrived] = [cell(chunk, at, "timestamp"), cell(chunk, at, "arrived_at")];
  const at_us = exact(typeof timestamp === "string" ? instantUs(timestamp) : null);
  const now_us = typeof arrived === "string" ? exact(instantUs(arrived)) : 0;
  return at_us === null || now_us === null ? null : { at_us, now_us };
}

/** Return microseconds as a number; null where a number would not be exact. */
function exact(us: bigint | null): number | null {
  const number = Number(us ?? Number.NaN);
  return Number.isSafeInteger(number) ? number : null;
}
