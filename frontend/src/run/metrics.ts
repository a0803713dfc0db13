/** The figures of a run, step by step, for a table: what is known of each, null for what nobody knows. */
import type { Flow, StepStats } from "../api/types";
import { counterOf } from "./counters";
import { hasEnded } from "./events";
import { mainPorts, passedOut, type Stretch } from "./rateHistory";
import { NO_READING, percentText, spanText } from "./readingText";
import type { RunState } from "./runState";
import { busyNow, lagMs, stepState, type StepState } from "./watching";
import { instantMs } from "./timeText";

export type Watched = Pick<RunState, "status" | "failure" | "counters" | "steps" | "streams" | "clock" | "systemTime_ms"> & { readonly flow: Flow | null };

export interface StepMetrics {
  readonly id: string;
  readonly state: StepState | null;
  /** Items a second; null when the run does not go on. */
  readonly rateIn: number | null;
  readonly rateOut: number | null;
  readonly itemsIn: number | null;
  /** What left by the main ports; null for a step without one. */
  readonly itemsOut: number | null;
  /** What left by each port, the others too. */
  readonly byPort: Readonly<Record<string, number>>;
  readonly late: number | null;
  readonly lateShare: number | null;
  readonly bad: number | null;
  readonly filtered: number | null;
  readonly keys: number | null;
  readonly open: number | null;
  readonly held: number | null;
  readonly outOfOrder: number | null;
  readonly busy: number | null;
  readonly watermark: string | null;
  readonly lag_ms: number | null;
  readonly slowest: string | null;
  readonly slowestLag_ms: number | null;
}

/** Return the figures of every step, in the order of the flow. */
export function metricsOf(run: Watched): StepMetrics[] {
  const placed = run.flow?.steps.map(({ id }) => id) ?? [];
  const known = new Set(placed);
  const others = Object.keys(run.steps).filter((id) => !known.has(id));
  const moves = run.status !== null && !hasEnded(run.status);
  const fed = endsOf(run, "to");
  return [...placed, ...others].map((id) => stepMetrics(run, id, moves, fed === null || fed.has(id)));
}

/** Return the steps that streams flow from, or to; null while the flow of the run is not known. */
function endsOf({ flow }: Watched, end: "from" | "to"): ReadonlySet<string> | null {
  return flow === null ? null : new Set(flow.streams.map((stream) => stepOf(stream[end])));
}

function stepMetrics(run: Watched, id: string, moves: boolean, fed: boolean): StepMetrics {
  const step = run.steps[id];
  // A source takes nothing in, which is another thing than nothing yet.
  const itemsIn = step !== undefined && (fed || step.items_in > 0) ? step.items_in : null;
  const itemsOut = step === undefined ? null : passedOut(step);
  return {
    id, state: stepState(run, id), itemsIn, itemsOut,
    rateIn: moves && itemsIn !== null ? counterOf(run.counters, id, ":in").rate : null,
    rateOut: moves && step !== undefined && itemsOut !== null ? rateOut(run, id, step) : null,
    byPort: step?.items_out ?? {}, ...judged(run, id, step),
    bad: step?.bad ?? null, filtered: step?.filtered ?? null, keys: step?.keys ?? null, open: step?.open_windows ?? null, held: step?.held ?? null,
    outOfOrder: step?.out_of_order ?? null, busy: busyNow(run, id),
    watermark: step?.watermark ?? null, lag_ms: lagMs(run, id), slowest: step?.watermark_slowest ?? null, slowestLag_ms: lagMs(run, id, "slowest"),
  };
}

function rateOut({ counters }: Watched, id: string, step: StepStats): number {
  return mainPorts(step).reduce((sum, port) => sum + counterOf(counters, id, port).rate, 0);
}

/** Only a step that judges items by their time has late ones. */
function judged(run: Watched, id: string, step: StepStats | undefined): Pick<StepMetrics, "late" | "lateShare"> {
  const judges = step !== undefined && (`${id}.late` in run.streams || "late" in step.items_out || step.late + step.kept > 0);
  if (!judges) return { late: null, lateShare: null };
  const all = step.late + step.kept;
  return { late: step.late, lateShare: all === 0 ? null : step.late / all };
}

export interface RunTotals {
  /** Items a second that the sources emit, and that come to the ends of the flow. */
  readonly rateIn: number | null;
  readonly rateOut: number | null;
}

/** Return what comes into the flow and what comes to its ends. */
export function totalsOf(run: Watched, rows: readonly StepMetrics[]): RunTotals {
  const [fed, read] = [endsOf(run, "to"), endsOf(run, "from")];
  if (fed === null || read === null) return { rateIn: null, rateOut: null };
  return {
    rateIn: summed(rows.filter(({ id }) => !fed.has(id)).map((row) => row.rateOut)),
    rateOut: summed(rows.filter(({ id }) => !read.has(id)).map((row) => row.rateIn)),
  };
}

function summed(rates: readonly (number | null)[]): number | null {
  const known = rates.filter((rate) => rate !== null);
  return known.length === 0 ? null : known.reduce((sum, rate) => sum + rate, 0);
}

const stepOf = (port: string): string => port.slice(0, port.lastIndexOf("."));

/** A column of the table: its name, its words, and what stands in a cell or in a file. */
export interface Metric {
  readonly id: string;
  readonly head: string;
  readonly help: string;
  /** What rows are put in order by, and what a file says; null where nothing is known. */
  readonly value: (row: StepMetrics) => number | string | null;
  readonly text: (row: StepMetrics) => string;
  readonly numeric: boolean;
}

const count = (id: string, head: string, help: string, value: (row: StepMetrics) => number | null): Metric => ({ id, head, help, value, text: (row) => countText(value(row)), numeric: true });
const rate = (id: string, head: string, help: string, value: (row: StepMetrics) => number | null): Metric => ({ id, head, help, value, text: (row) => rateText(value(row)), numeric: true });
const share = (id: string, head: string, help: string, value: (row: StepMetrics) => number | null, text = shareText): Metric => ({ id, head, help, value, text: (row) => text(value(row)), numeric: true });
const instant = (id: string, head: string, help: string, value: (row: StepMetrics) => string | null): Metric => ({ id, head, help, value, text: (row) => value(row) ?? NO_READING, numeric: false });

export const METRICS: readonly Metric[] = [
  { id: "step", head: "step", help: "The step, in the order of the flow", value: ({ id }) => id, text: ({ id }) => id, numeric: false },
  { id: "state", head: "state", help: "How the step is", value: ({ state }) => state, text: ({ state }) => state ?? NO_READING, numeric: false },
  rate("rate_in", "in now", "Items a second that come in, smoothed over a second", ({ rateIn }) => rateIn),
  rate("rate_out", "out now", "Items a second that leave by the main ports, smoothed over a second", ({ rateOut: out }) => out),
  count("items_in", "in", "Items that came in", ({ itemsIn }) => itemsIn),
  count("items_out", "out", "Items that left by the main ports", ({ itemsOut }) => itemsOut),
  count("late", "late", "Items that came after the watermark of their key", ({ late }) => late),
  share("late_share", "late %", "The share of the items judged by their time that was late", ({ lateShare }) => lateShare, finePercent),
  count("bad", "bad", "Items that could not be worked on", ({ bad }) => bad),
  count("filtered", "filtered", "Items that a condition held back", ({ filtered }) => filtered),
  count("keys", "keys", "Keys the step holds state for", ({ keys }) => keys),
  count("open_windows", "open", "Windows that are open", ({ open }) => open),
  count("held", "held", "Items held in state, such as those in open windows", ({ held }) => held),
  count("out_of_order", "out of order", "Items behind the largest timestamp of their key, and not late", ({ outOfOrder }) => outOfOrder),
  share("busy", "busy", "The share of its time that the step works", ({ busy }) => busy),
  instant("watermark", "watermark", "The furthest watermark of any key, in UTC", ({ watermark }) => watermark),
  { id: "lag_s", head: "lag", help: "How far that watermark is behind the system's clock; only a live run has one", value: ({ lag_ms }) => (lag_ms === null ? null : lag_ms / 1_000), text: ({ lag_ms }) => lagWords(lag_ms), numeric: true },
  instant("watermark_slowest", "slowest key", "The watermark of the key that is furthest behind, in UTC", ({ slowest }) => slowest),
];

/** Return the rows in this order: `id` rising, `-id` falling; what is not known comes last either way. */
export function sortedMetrics(rows: readonly StepMetrics[], sort: string | null): readonly StepMetrics[] {
  const falling = sort?.startsWith("-") ?? false;
  const metric = METRICS.find(({ id }) => id === (falling ? sort?.slice(1) : sort));
  if (metric === undefined) return rows;
  const ranked = rows.map((row) => ({ row, rank: rankOf(metric, row) }));
  return ranked.toSorted((one, other) => compared(one.rank, other.rank, falling)).map(({ row }) => row);
}

function rankOf(metric: Metric, row: StepMetrics): number | string | null {
  const value = metric.value(row);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  return value === null ? null : (instantMs(value) ?? value);
}

function compared(one: number | string | null, other: number | string | null, falling: boolean): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const rising = typeof one === "number" && typeof other === "number" ? one - other : BY_NAME.compare(String(one), String(other));
  return falling ? -rising : rising;
}

const BY_NAME = new Intl.Collator("en", { numeric: true });

/** Return the table as CSV: figures whole, not rounded; nothing where nothing is known. */
export function metricsCsv(rows: readonly StepMetrics[]): string {
  const lines = [METRICS.map(({ id }) => id), ...rows.map((row) => METRICS.map((metric) => csvCell(metric.value(row))))];
  return lines.map((cells) => `${cells.join(",")}\r\n`).join("");
}

function csvCell(value: number | string | null): string {
  if (value === null || (typeof value === "number" && !Number.isFinite(value))) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const known = (value: number | null): value is number => value !== null && Number.isFinite(value);

/** Return a count in full. */
export function countText(value: number | null): string {
  return known(value) ? value.toLocaleString("en-US") : NO_READING;
}

/** Return a rate: `20,000/s`, `3.4/s`. */
export function rateText(value: number | null): string {
  if (!known(value)) return NO_READING;
  return `${value >= 9.95 ? Math.round(value).toLocaleString("en-US") : value < 0.05 ? "0" : value.toFixed(1)}/s`;
}

function shareText(value: number | null): string {
  return known(value) ? percentText(value) : NO_READING;
}

/** Few late items are what it is about: small shares keep a decimal. */
function finePercent(value: number | null): string {
  if (!known(value)) return NO_READING;
  if (value > 0 && value < 0.0005) return "< 0.1 %";
  return value > 0 && value < 0.0995 ? `${(value * 100).toFixed(1)} %` : percentText(value);
}

/** Return a lag in as few words as a cell has room for: `12 s`, `3 s ahead`. */
function lagWords(lag_ms: number | null): string {
  if (!known(lag_ms)) return NO_READING;
  return `${spanText(Math.abs(lag_ms))} ${lag_ms < 0 ? "ahead" : "behind"}`;
}

/** Return in words what a small picture of a rate shows. */
export function ratesText(stretches: readonly Stretch[], now: number | null): string {
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (first === undefined || last === undefined) return "No rate is known yet";
  const rates = stretches.map((one) => one.rate);
  const over = `the last ${spanText((last.to_s - first.from_s) * 1_000)}`;
  const shown = rates.length === 1 ? `${rateText(first.rate)} on average over ${over}` : `Between ${rateText(Math.min(...rates))} and ${rateText(Math.max(...rates))} over ${over}`;
  return now === null ? shown : `${shown}; now ${rateText(now)}`;
}
