/** The wait that would have kept a late item: what the engine says, or where that is not all, what its record says. */
import { durationUs, instantUs, writeDuration } from "../flow/micros";
import type { StepClock } from "./clockOf";
import type { LateItem } from "./late";
import { waitThatKeeps, type Arrival } from "./replay";
import type { RunState } from "./runState";
import { cell, eachItem, type Sample } from "./sample";

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
  return tried === null ? { wait: late.waitNeeded, unsure: why } : { wait: writeDuration(tried), unsure: null };
}

/** Return what a longer wait may change beside the one comparison that made an item late. */
function whyNotSure(run: RunState["clock"], { windower, byWindow }: StepClock): KeptBy["unsure"] {
  if (windower === null) return null;
  if (windower.kind === "session") return byWindow ? "joins" : null;
  // Only the passing of time leaves a key without an open window.
  return run === "frozen" ? null : "forgets";
}

function triedWait(record: Sample | undefined, late: LateItem, { wait, windower, byWindow }: StepClock): bigint | null {
  const arrivals = record === undefined ? null : arrivalsUpTo(record, late);
  if (arrivals === null || wait === null || windower === null) return null;
  const tried = waitThatKeeps(arrivals, { windower, wait, byWindow });
  const needed = durationUs(late.waitNeeded);
  // Were the record not what the run judged by, it would not say that the item was late.
  return tried !== null && needed !== null && tried > wait ? tried : null;
}

/** Return what came of the item's key, up to the item; null when something is missing from the record. */
function arrivalsUpTo(record: Sample, late: LateItem): Arrival[] | null {
  if (record.skipped > 0 || record.forgotten > 0 || late.position === null || record.chunks[0]?.first !== 0) return null;
  const arrivals: (Arrival & { readonly position: number })[] = [];
  const last = Number(late.position);
  let whole = true;
  eachItem(record, (chunk, at) => {
    const position = Number(cell(chunk, at, "position"));
    if (chunk.keys?.[at] !== late.key || position > last) return;
    const [timestamp, arrived] = [cell(chunk, at, "timestamp"), cell(chunk, at, "arrived_at")].map((text) => (typeof text === "string" ? instantUs(text) : null));
    if (timestamp === null || timestamp === undefined) whole = false;
    else arrivals.push({ position, at: timestamp, now: arrived ?? 0n });
  });
  const ordered = arrivals.toSorted((one, other) => one.position - other.position);
  return whole && ordered.at(-1)?.position === last ? ordered : null;
}
