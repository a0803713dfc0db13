/** Totals and smoothed rates of every port, from the counters a run tells a few times a second. */
import type { Stats, StepStats } from "./events";

export interface Counter {
  readonly total: number;
  /** Items per second of the run, smoothed over about a second. */
  readonly rate: number;
}

export type Counters = Readonly<Record<string, Counter>>;

export const NOTHING: Counter = { total: 0, rate: 0 };

const SMOOTHED_OVER_S = 1;

/** Return the counters after `stats`; `elapsed_s` is where the run stood at the ones before. */
export function advanced(before: Counters, elapsed_s: number, stats: Stats): Counters {
  const passed_s = stats.elapsed_s - elapsed_s;
  const next: Record<string, Counter> = {};
  for (const [stepId, step] of Object.entries(stats.steps)) {
    for (const [name, total] of portTotals(stepId, step)) {
      next[name] = { total, rate: smoothed(before[name], total, passed_s) };
    }
  }
  return next;
}

/** Return the same totals at rest: a run that has ended moves nothing. */
export function atRest(counters: Counters): Counters {
  return Object.fromEntries(Object.entries(counters).map(([name, { total }]) => [name, { total, rate: 0 }]));
}

/** Return the counter of a port; an input port counts what its step took in. */
export function counterOf(counters: Counters, stepId: string, port: string): Counter {
  return counters[`${stepId}.${port}`] ?? counters[inputName(stepId)] ?? NOTHING;
}

/** Return the share of its time that a step worked lately, 0 to 1; null when the engine does not tell. */
export function busyShare(counters: Counters, stepId: string): number | null {
  const busy = counters[busyName(stepId)];
  return busy === undefined ? null : Math.min(1, busy.rate);
}

function portTotals(stepId: string, step: StepStats): [string, number][] {
  const outputs = Object.entries(step.items_out).map(([port, total]): [string, number] => [`${stepId}.${port}`, total]);
  // Seconds of work per second are a rate as any other. Where they are not measured they stay 0.
  const busy: [string, number][] = step.busy_s > 0 ? [[busyName(stepId), step.busy_s]] : [];
  return [[inputName(stepId), step.items_in], ...outputs, ...busy];
}

/** No step id and no port has a colon, so this name is no output's. */
function inputName(stepId: string): string {
  return `${stepId}:in`;
}

function busyName(stepId: string): string {
  return `${stepId}:busy`;
}

function smoothed(before: Counter | undefined, total: number, passed_s: number): number {
  if (passed_s <= 0) return before?.rate ?? 0;
  const rate = Math.max(0, total - (before?.total ?? 0)) / passed_s;
  if (before === undefined) return rate;
  return before.rate + (rate - before.rate) * (1 - Math.exp(-passed_s / SMOOTHED_OVER_S));
}
