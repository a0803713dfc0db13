/** The item that had moved a key's watermark before a late item came: when it was, and what it was, as far as is recorded. */
import type { Flow } from "../api/types";
import { instantUs, writeInstant } from "../flow/micros";
import type { StepClock } from "./clockOf";
import type { LateItem } from "./late";
import type { RunState } from "./runState";
import { cell, eachItem, type ItemChunk, type Sample } from "./sample";

export interface Mover {
  /** How many items had come to the step before it. */
  readonly position: string | null;
  readonly timestamp: string | null;
  /** The item itself; undefined where it is not among the samples. */
  readonly value: unknown;
  /** How far the mere passing of time had moved the watermark on since; null where that is not known. */
  readonly silence: bigint | null;
}

type Told = Pick<RunState, "samples" | "clock">;

/** Return who had moved the watermark that a late item came behind. */
export function moverOf(run: Told, flow: Flow | null, late: LateItem, clock: StepClock | null): Mover {
  const position = late.watermarkPosition;
  const decided = position === null ? null : rowWhere(run.samples[`${late.stepId}.decisions`], (chunk, at) => said(chunk, at, "position") === position);
  const [watermark, wait] = [instantUs(late.watermark), clock?.wait ?? null];
  const frozen = run.clock === "frozen";
  const told = decided === null ? null : said(decided.chunk, decided.at, "timestamp");
  // Where system time stands still, the watermark is nothing but that timestamp less the wait.
  const worked = frozen && watermark !== null && wait !== null ? writeInstant(watermark + wait) : null;
  const timestamp = told ?? worked;
  const own = instantUs(timestamp);
  const silence = frozen ? 0n : own === null || watermark === null || wait === null ? null : watermark - (own - wait);
  return { position, timestamp, value: valueAt(run, flow, late, { position, timestamp }, clock), silence };
}

/** Return the item as it came, from what was sampled of the one stream that leads to the step. */
function valueAt(run: Told, flow: Flow | null, late: LateItem, known: Pick<Mover, "position" | "timestamp">, clock: StepClock | null): unknown {
  const leading = (flow?.streams ?? []).filter((stream) => stream.to.startsWith(`${late.stepId}.`));
  const only = leading.length === 1 ? leading[0] : undefined;
  if (only === undefined || known.position === null) return undefined;
  const found = rowWhere(run.samples[only.from], (chunk, at) => String(chunk.first + (at - chunk.from)) === known.position);
  // A step that gives its items their keys itself takes in items without.
  if (found === null || (found.chunk.keys !== null && found.chunk.keys[found.at] !== late.key)) return undefined;
  const value = itemIn(found.chunk, found.at);
  return agrees(value, clock?.timestamp ?? "", known.timestamp) ? value : undefined;
}

/** Return an item as one value: a record of its columns, or the only one, which is called `item`. */
function itemIn(chunk: ItemChunk, at: number): unknown {
  const names = Object.keys(chunk.columns);
  if (names.length === 1 && names[0] === "item") return cell(chunk, at, "item");
  return Object.fromEntries(names.map((name) => [name, cell(chunk, at, name)]));
}

/** Whether an item is the one that was meant, as far as it tells: a run that goes on from another counts from there. */
function agrees(value: unknown, field: string, timestamp: string | null): boolean {
  const own = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[field] : undefined;
  return typeof own !== "string" || timestamp === null || instantUs(own) === instantUs(timestamp);
}

function rowWhere(sample: Sample | undefined, is: (chunk: ItemChunk, at: number) => boolean): { chunk: ItemChunk; at: number } | null {
  let found: { chunk: ItemChunk; at: number } | null = null;
  if (sample !== undefined) eachItem(sample, (chunk, at) => (found ??= is(chunk, at) ? { chunk, at } : null));
  return found;
}

function said(chunk: ItemChunk, at: number, name: string): string | null {
  const value = cell(chunk, at, name);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
}
