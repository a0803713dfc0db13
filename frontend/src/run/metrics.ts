/** The figures of every step of a run, as a table shows and sorts them; null where there is nothing to say. */
import { counterOf } from "./counters";
import type { StepStats } from "./events";
import type { RunState } from "./runState";
import { instantMs } from "./timeText";
import { busyNow, lagMs, stepState, type StepState } from "./watching";

export interface StepMetrics {
  readonly step: string;
  readonly state: StepState;
  readonly inRate: number | null;
  readonly outRate: number | null;
  readonly items_in: number;
  readonly items_out: number;
  readonly late: number;
  /** Of the items that were judged; null where none was. */
  readonly lateShare: number | null;
  readonly bad: number;
  readonly filtered: number;
  readonly dropped: number;
  readonly early: number | null;
  readonly out_of_order: number | null;
  readonly keys: number | null;
  readonly open_windows: number | null;
  readonly held: number | null;
  /** Share of the time it works: lately while the run goes on, else of the whole run. */
  readonly busy: number | null;
  readonly watermark: string | null;
  readonly lag_ms: number | null;
  readonly slowest: string | null;
}

/** Return the figures of all steps, in the order of the flow. */
export function metricsOf(run: RunState, order: readonly string[]): readonly StepMetrics[] {
  const known = new Set(order);
  const ids = [...order.filter((id) => run.steps[id] !== undefined), ...Object.keys(run.steps).filter((id) => !known.has(id))];
  return ids.map((id) => metricsOfStep(run, id, run.steps[id] as StepStats));
}

function metricsOfStep(run: RunState, step: string, stats: StepStats): StepMetrics {
  const outputs = Object.keys(stats.items_out);
  const judged = stats.late + stats.kept;
  return {
    step,
    state: stepState(run, step) ?? "idle",
    inRate: stats.items_in > 0 ? counterOf(run.counters, step, ":in").rate : null,
    outRate: outputs.length > 0 ? sum(outputs.map((port) => counterOf(run.counters, step, port).rate)) : null,
    items_in: stats.items_in,
    items_out: sum(Object.values(stats.items_out)),
    late: stats.late,
    lateShare: run.streams[`${step}.late`] !== undefined && judged > 0 ? stats.late / judged : null,
    bad: stats.bad,
    filtered: stats.filtered,
    dropped: stats.dropped,
    early: stats.early ?? null,
    out_of_order: stats.out_of_order ?? null,
    keys: stats.keys ?? null,
    open_windows: stats.open_windows ?? null,
    held: stats.held ?? null,
    busy: busyNow(run, step) ?? (stats.busy_s > 0 && run.elapsed_s > 0 ? Math.min(1, stats.busy_s / run.elapsed_s) : null),
    watermark: stats.watermark ?? null,
    lag_ms: lagMs(run, step),
    slowest: stats.watermark_slowest ?? null,
  };
}

/** Return the figures in the order of one of them, `-busy` from the most on; what is unknown comes last. */
export function sortedMetrics(rows: readonly StepMetrics[], sort: string | null): readonly StepMetrics[] {
  const field = (sort?.startsWith("-") ? sort.slice(1) : sort) as keyof StepMetrics | null;
  const [first] = rows;
  if (field === null || first === undefined || !(field in first)) return rows;
  const sign = sort?.startsWith("-") ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [rankIn(one[field], field), rankIn(other[field], field)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * (a < b ? -1 : a > b ? 1 : 0);
  });
}

function rankIn(value: StepMetrics[keyof StepMetrics], field: keyof StepMetrics): string | number | null {
  return field === "watermark" || field === "slowest" ? instantMs(value as string | null) : value;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
