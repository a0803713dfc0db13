/**
 * How fast items passed each step over the last minutes: what had passed it, about once a second.
 *
 * Totals are kept, not rates, so nothing is lost between two marks however seldom a run tells. The newest mark moves
 * along until it is a second old. A run that tells nothing lets nothing pass: after a silence, what came came lately.
 */
import type { Stats, StepStats } from "./events";

export interface Mark {
  /** Seconds since the run began. */
  readonly at_s: number;
  /** By step, how many items had passed. */
  readonly passed: Readonly<Record<string, number>>;
}

export type RateHistory = readonly Mark[];

/** A stretch of time in which so many items a second passed. */
export interface Stretch {
  readonly from_s: number;
  readonly to_s: number;
  readonly rate: number;
}

/** How far back it goes. */
export const REMEMBERED_S = 180;
const EVERY_S = 1;
const SILENCE_S = 1.5;
const BEGINNING: Mark = { at_s: 0, passed: {} };

/** Ports beside the main ones: what went wrong, and what is told about it. */
const ASIDE = new Set(["late", "meta", "errors", "quarantine", "cost", "decisions"]);

/** Return the ports that a step's results leave by; its late items, errors and records are none. */
export function mainPorts(step: Pick<StepStats, "items_out">): string[] {
  return Object.keys(step.items_out).filter((port) => !ASIDE.has(port));
}

/** Return how many results have left a step; null for one that has no output. */
export function passedOut(step: Pick<StepStats, "items_out">): number | null {
  const ports = mainPorts(step);
  return ports.length === 0 ? null : ports.reduce((sum, port) => sum + (step.items_out[port] ?? 0), 0);
}

/** Return the history after these counters; `before_s` is where the run stood at those before. */
export function remembered(history: RateHistory, before_s: number, stats: Pick<Stats, "elapsed_s" | "steps">): RateHistory {
  const mark: Mark = { at_s: stats.elapsed_s, passed: Object.fromEntries(Object.entries(stats.steps).map(([id, step]) => [id, passedOut(step) ?? step.items_in])) };
  const known = history.length === 0 ? [BEGINNING] : afterSilence(history, before_s, stats.elapsed_s);
  const [last, earlier] = [known.at(-1) ?? BEGINNING, known.at(-2)];
  const kept = earlier !== undefined && last.at_s - earlier.at_s < EVERY_S ? known.slice(0, -1) : known;
  const first = kept.findLastIndex(({ at_s }) => at_s <= mark.at_s - REMEMBERED_S);
  return [...kept.slice(Math.max(0, first)), mark];
}

function afterSilence(history: RateHistory, before_s: number, now_s: number): RateHistory {
  const last = history.at(-1);
  const quiet = last !== undefined && now_s - before_s > SILENCE_S;
  return quiet ? [...history, { at_s: now_s - EVERY_S, passed: last.passed }] : history;
}

/** Return what passed a step, stretch by stretch; one that has only begun is left out while there are others. */
export function stretchesOf(history: RateHistory, stepId: string): Stretch[] {
  const stretches = history.slice(1).map((mark, at) => stretch(history[at] ?? BEGINNING, mark, stepId)).filter(({ from_s, to_s }) => to_s > from_s);
  const newest = stretches.at(-1);
  return newest !== undefined && stretches.length > 1 && newest.to_s - newest.from_s < EVERY_S / 2 ? stretches.slice(0, -1) : stretches;
}

function stretch(before: Mark, after: Mark, stepId: string): Stretch {
  const passed = Math.max(0, (after.passed[stepId] ?? 0) - (before.passed[stepId] ?? 0));
  return { from_s: before.at_s, to_s: after.at_s, rate: passed / (after.at_s - before.at_s) };
}
