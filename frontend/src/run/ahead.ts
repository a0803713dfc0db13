/** Watermarks that went ahead of the clock in a live run: one wrong timestamp moved them, and what is on time comes late. */
import type { RunState } from "./runState";
import { cell, EMPTY_SAMPLE, type ItemChunk, type Sample } from "./sample";
import { instantMs } from "./timeText";

/** The guard of a source allows as much when nothing else is said. */
export const FAR_AHEAD_MS = 5 * 60_000;

/** What is looked at of a run. */
type Looked = Pick<RunState, "clock" | "clockAt" | "behind_ms" | "steps" | "samples">;

export interface Ahead {
  readonly stepId: string;
  /** How far the furthest watermark of any key was ahead of the clock, at most. */
  readonly ahead_ms: number;
  /** The item that set it, as far as the run has told; null when it has not. */
  readonly setBy: Setter | null;
}

export interface Setter {
  readonly key: string;
  /** The item's number at the step. */
  readonly position: number;
  readonly timestamp: string | null;
}

/** Return the steps whose watermark went more than five minutes ahead of the clock, the furthest first. */
export function watermarksAhead(run: Looked): readonly Ahead[] {
  if (run.clock !== "live") return [];
  return Object.keys(run.steps)
    .map((stepId) => aheadOf(run, stepId))
    .filter(({ ahead_ms }) => ahead_ms > FAR_AHEAD_MS)
    .toSorted((one, other) => other.ahead_ms - one.ahead_ms);
}

/** What stands now is counted by the step itself; what was decided tells of watermarks that are gone with their keys. */
function aheadOf(run: Looked, stepId: string): Ahead {
  const decided = furthestOf(run.samples[`${stepId}.decisions`] ?? EMPTY_SAMPLE);
  const stands_ms = instantMs(run.steps[stepId]?.watermark ?? null) ?? -Infinity;
  const now_ms = instantMs(run.clockAt) ?? Infinity;
  return { stepId, ahead_ms: Math.max(decided.ahead_ms - run.behind_ms, stands_ms - now_ms), setBy: decided.setter };
}

interface Found {
  readonly ahead_ms: number;
  readonly setter: Setter | null;
}

const NOTHING: Found = { ahead_ms: -Infinity, setter: null };

function furthestOf(decisions: Sample): Found {
  let best = NOTHING;
  for (const chunk of decisions.chunks) {
    const found = chunk.kind === "items" ? furthestIn(chunk) : NOTHING;
    if (found.ahead_ms > best.ahead_ms) best = found;
  }
  return best;
}

/** Chunks never change, so what was found in one stays right. */
const known = new WeakMap<ItemChunk, Found>();

function furthestIn(chunk: ItemChunk): Found {
  const before = known.get(chunk);
  if (before !== undefined) return before;
  let best = NOTHING;
  for (let at = chunk.from; at < chunk.to; at += 1) {
    const [after_ms, arrived_ms] = [instantMs(textOf(cell(chunk, at, "watermark_after"))), instantMs(textOf(cell(chunk, at, "arrived_at")))];
    if (after_ms === null || arrived_ms === null || after_ms - arrived_ms <= best.ahead_ms) continue;
    best = { ahead_ms: after_ms - arrived_ms, setter: setterOf(chunk, at) };
  }
  known.set(chunk, best);
  return best;
}

function setterOf(chunk: ItemChunk, at: number): Setter | null {
  const [position, setBy] = [cell(chunk, at, "position"), cell(chunk, at, "watermark_position")];
  if (typeof setBy !== "number") return null;
  return { key: chunk.keys?.[at] ?? "", position: setBy, timestamp: position === setBy ? textOf(cell(chunk, at, "timestamp")) : null };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
