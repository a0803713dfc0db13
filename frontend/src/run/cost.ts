/**
 * The cost of lateness: windows that late items would have changed, as a run tells them, and how much each is off.
 *
 *     changed   one window was emitted, and with a longer wait it comes to something else
 *     missing   none was: all its items came late
 *     joined    several were, which late items make one: sessions
 *     extra     one was, and with a longer wait there is none
 */
import { recordFields } from "../flow/typeText";
import { cell, eachItem, type ItemChunk, type Sample } from "./sample";
import { streamShape } from "./streamType";
import { instantMs } from "./timeText";

export const COST = "cost";

export type Result = Readonly<Record<string, unknown>>;

export interface CostWindow {
  /** Which of the windows that were told, from 0. */
  readonly number: number;
  readonly kind: "changed" | "missing" | "joined" | "extra";
  readonly key: string;
  readonly windowId: string;
  readonly openTime: string;
  readonly closeTime: string;
  /** How many items more it holds with the longer wait. */
  readonly lateItems: number;
  /** The rows that were emitted, and those it comes to: one each, but for joins and where windows are missing or joined. */
  readonly emitted: readonly Result[];
  readonly corrected: readonly Result[];
}

/** How much a figure of a window is off; null where there is no figure to compare. */
export interface Off {
  readonly emitted: number | null;
  readonly corrected: number | null;
  /** What was emitted less what would be right. */
  readonly difference: number | null;
  /** The same as a share of what would be right. */
  readonly share: number | null;
  /** How much it matters beside others, whatever the sign. */
  readonly weight: number;
}

/** Return the windows of a sample, in the order in which they were told. */
export function costWindows(sample: Sample): readonly CostWindow[] {
  const windows: CostWindow[] = [];
  eachItem(sample, (chunk, at) => windows.push(costWindow(chunk, at)));
  return windows;
}

function costWindow(chunk: ItemChunk, at: number): CostWindow {
  const text = (name: string): string => String(cell(chunk, at, name) ?? "");
  const [emitted, corrected, ids] = [rows(cell(chunk, at, "emitted")), rows(cell(chunk, at, "corrected")), cell(chunk, at, "emitted_ids")];
  return {
    number: chunk.first + at - chunk.from,
    kind: kindOf(Array.isArray(ids) ? ids.length : emitted.length, Number(cell(chunk, at, "late_items")), corrected),
    key: chunk.keys?.[at] ?? "",
    windowId: text("window_id"),
    openTime: text("open_time"),
    closeTime: text("close_time"),
    lateItems: Number(cell(chunk, at, "late_items") ?? 0),
    emitted,
    corrected,
  };
}

function kindOf(emitted: number, lateItems: number, corrected: readonly Result[]): CostWindow["kind"] {
  if (emitted === 0) return "missing";
  if (emitted > 1) return "joined";
  return corrected.length === 0 && lateItems < 0 ? "extra" : "changed";
}

function rows(value: unknown): readonly Result[] {
  return Array.isArray(value) ? (value as Result[]) : [];
}

/** Return the fields of the results by name, with their types, from the type of what is told. */
export function resultFields(streamType: string): readonly (readonly [name: string, type: string])[] {
  const listed = /^list\[(.*)\]$/s.exec(streamType === "" ? "" : (streamShape(streamType).fields["emitted"] ?? ""));
  return recordFields(listed?.[1] ?? "") ?? [];
}

/** Return the fields with figures. */
export function figureFields(streamType: string): readonly string[] {
  return resultFields(streamType).filter(([, type]) => type === "int" || type === "float").map(([name]) => name);
}

/** Return how much one figure of a window is off. */
export function offBy(window: CostWindow, field: string): Off {
  const [emitted, corrected] = [figure(window.emitted, field), figure(window.corrected, field)];
  if (emitted === null || corrected === null || window.kind !== "changed") {
    return { emitted, corrected, difference: null, share: null, weight: Math.abs(corrected ?? emitted ?? 0) };
  }
  const difference = emitted - corrected;
  return { emitted, corrected, difference, share: corrected === 0 ? null : difference / Math.abs(corrected), weight: Math.abs(difference) };
}

function figure(results: readonly Result[], field: string): number | null {
  const value = results.length === 1 ? results[0]?.[field] : null;
  const number = typeof value === "number" ? value : typeof value === "string" && value !== "" ? Number(value) : NaN;
  return Number.isFinite(number) ? number : null;
}

/** What windows are put in order by; before a `-`, the largest comes first. Differences count without their sign. */
export type CostColumn = "key" | "window" | "late" | "emitted" | "corrected" | "difference" | "share";

/** Return the windows in the order of a column, or as they were told when that is none. */
export function sorted(windows: readonly CostWindow[], sort: string | null, field: string): readonly CostWindow[] {
  const measure = MEASURES[(sort ?? "").replace("-", "") as CostColumn];
  if (measure === undefined) return windows;
  const sign = sort?.startsWith("-") ? -1 : 1;
  const measured = windows.map((window) => ({ window, by: measure(window, field) }));
  return measured.toSorted((one, other) => sign * compare(one.by, other.by)).map(({ window }) => window);
}

const MEASURES: Readonly<Record<CostColumn, (window: CostWindow, field: string) => number | string>> = {
  key: ({ key }) => key,
  window: ({ openTime }) => instantMs(openTime) ?? 0,
  late: ({ lateItems }) => lateItems,
  emitted: (window, field) => offBy(window, field).emitted ?? -Infinity,
  corrected: (window, field) => offBy(window, field).corrected ?? -Infinity,
  difference: (window, field) => offBy(window, field).weight,
  // What is missing is off by all of it.
  share: (window, field) => (window.kind === "changed" ? Math.abs(offBy(window, field).share ?? 0) : 1),
};

function compare(one: number | string, other: number | string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Return the window that is off the most. */
export function worstOf(windows: readonly CostWindow[], field: string | null): CostWindow | null {
  const weight = (window: CostWindow): number => (field === null ? window.lateItems : offBy(window, field).weight);
  return windows.reduce<CostWindow | null>((worst, one) => (worst === null || weight(one) > weight(worst) ? one : worst), null);
}
