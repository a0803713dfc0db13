/** What the guard of a source has put into quarantine: how much, and who was furthest ahead of the clock. */
import type { Flow } from "../api/types";
import { recordFields } from "../flow/typeText";
import type { RunState } from "./runState";
import { cell, EMPTY_SAMPLE, type ItemChunk, type Sample } from "./sample";
import { streamShape } from "./streamType";
import { durationMs, roughDuration } from "./timeText";

export const QUARANTINE = "quarantine";

export interface Quarantine {
  readonly count: number;
  /** Of the items that are shown, the one furthest ahead; null while none is. */
  readonly worst: Worst | null;
  /** Whether items are missing in the sample, among which a worse one may be. */
  readonly partial: boolean;
}

export interface Worst {
  /** A duration such as `2h`. */
  readonly aheadBy: string;
  /** Whose it was, by the field that tells producers apart; null where none does. */
  readonly producer: { readonly field: string; readonly value: string } | null;
}

/** Return what a source has put into quarantine; null while that is nothing. */
export function quarantineOf(run: RunState, flow: Flow | null, stepId: string): Quarantine | null {
  const name = `${stepId}.${QUARANTINE}`;
  const sample = run.samples[name] ?? EMPTY_SAMPLE;
  const count = Math.max(run.steps[stepId]?.items_out[QUARANTINE] ?? 0, sample.total);
  if (count === 0) return null;
  return { count, worst: worstOf(sample, producerField(flow, stepId, run.streams[name] ?? "")), partial: sample.items < count };
}

/** Return it in words: `3 items ahead of the clock; worst +2 h from sensor 'b'`. */
export function quarantineWords({ count, worst, partial }: Quarantine): string {
  const items = `${count.toLocaleString("en-US")} ${count === 1 ? "item" : "items"} ahead of the clock`;
  if (worst === null) return items;
  const from = worst.producer === null ? "" : ` from ${worst.producer.field} '${worst.producer.value}'`;
  return `${items}; ${partial ? "worst shown" : "worst"} +${roughDuration(worst.aheadBy)}${from}`;
}

/**
 * Return the field that tells the producers of a source apart: the one its items are keyed by, if that is just a
 * field; else its only text field.
 */
export function producerField(flow: Flow | null, stepId: string, streamType: string): string | null {
  const fields = recordFields(streamShape(streamType).fields["value"] ?? "") ?? [];
  const names = new Map(fields);
  const keys = (flow === null ? [] : below(flow, stepId)).map((step) => (step.operator === "key_on" ? step.config["key"] : null));
  const key = keys.find((one) => typeof one === "string" && names.has(one));
  if (typeof key === "string") return key;
  const texts = fields.filter(([, type]) => type === "str");
  return texts.length === 1 ? (texts[0]?.[0] ?? null) : null;
}

/** Return the steps that get something of what a step lets out, nearest first. */
function below(flow: Flow, stepId: string): Flow["steps"] {
  const reached = new Set([stepId]);
  for (const id of reached) {
    for (const stream of flow.streams) {
      if (stream.from.slice(0, stream.from.lastIndexOf(".")) === id) reached.add(stream.to.slice(0, stream.to.lastIndexOf(".")));
    }
  }
  return [...reached].flatMap((id) => flow.steps.filter((step) => step.id === id));
}

function worstOf(sample: Sample, field: string | null): Worst | null {
  let worst: { chunk: ItemChunk; at: number; ahead_ms: number } | null = null;
  for (const chunk of sample.chunks) {
    if (chunk.kind === "gap") continue;
    const found = worstIn(chunk);
    if (worst === null || found.ahead_ms > worst.ahead_ms) worst = { chunk, ...found };
  }
  if (worst === null) return null;
  const value = cell(worst.chunk, worst.at, "value");
  const named = field !== null && typeof value === "object" && value !== null ? (value as Record<string, unknown>)[field] : null;
  const producer = field === null || named === null || named === undefined ? null : { field, value: String(named) };
  return { aheadBy: String(cell(worst.chunk, worst.at, "ahead_by")), producer };
}

/** Chunks never change, so what was found in one stays right. */
const known = new WeakMap<ItemChunk, { at: number; ahead_ms: number }>();

function worstIn(chunk: ItemChunk): { at: number; ahead_ms: number } {
  const before = known.get(chunk);
  if (before !== undefined) return before;
  let found = { at: chunk.from, ahead_ms: -1 };
  for (let at = chunk.from; at < chunk.to; at += 1) {
    const ahead_ms = durationMs(String(cell(chunk, at, "ahead_by")));
    if (ahead_ms > found.ahead_ms) found = { at, ahead_ms };
  }
  known.set(chunk, found);
  return found;
}
