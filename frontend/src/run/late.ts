/** A late item with its evidence, read from one row of a `late` port. */
import { cell, startRow, type ItemChunk, type Sample } from "./sample";

export interface LateItem {
  readonly stepId: string;
  readonly key: string | null;
  readonly windowId: string | null;
  readonly value: unknown;
  readonly timestamp: string | null;
  /** Where the key's watermark stood when the item was judged. */
  readonly watermark: string | null;
  readonly lateBy: string | null;
  /** The smallest wait that would have kept it, see `kept.ts`. */
  readonly waitNeeded: string | null;
  readonly windowOpen: string | null;
  readonly windowClose: string | null;
  readonly windowWasOpen: boolean | null;
  /** The system time it came at; null where the clock is frozen. */
  readonly arrivedAt: string | null;
  readonly position: string | null;
  /** The item that had set the watermark. */
  readonly watermarkPosition: string | null;
}

/** The fields of a late item that are evidence; what else it has is the item itself. */
export const EVIDENCE: readonly string[] = [
  "window_id", "timestamp", "watermark", "late_by", "wait_needed", "window_open_time", "window_close_time", "window_was_open",
  "arrived_at", "position", "watermark_position",
];

/** Return the late item in one row of a `late` port. */
export function lateItem(stepId: string, chunk: ItemChunk, at: number): LateItem {
  const text = (name: string): string | null => textOf(cell(chunk, at, name));
  const wasOpen = cell(chunk, at, "window_was_open");
  return {
    stepId,
    key: chunk.keys?.[at] ?? null,
    windowId: text("window_id"),
    value: cell(chunk, at, "value"),
    timestamp: text("timestamp"),
    watermark: text("watermark"),
    lateBy: text("late_by"),
    waitNeeded: text("wait_needed"),
    windowOpen: text("window_open_time"),
    windowClose: text("window_close_time"),
    windowWasOpen: typeof wasOpen === "boolean" ? wasOpen : null,
    arrivedAt: text("arrived_at"),
    position: text("position"),
    watermarkPosition: text("watermark_position"),
  };
}

/** Return the name of a late item among all of a run: `step:position:window`; a sliding one is late for several windows. */
export function lateName(late: LateItem): string {
  return nameOf(late.stepId, late.position, late.windowId);
}

/** Return the step of a late item by its name. */
export function stepOfLate(name: string): string {
  return name.split(":")[0] ?? "";
}

/** Return the number of the row, since the sample began, of the late item with a name, newest first; null when it is not among the rows from `first` on. */
export function lateRow(stepId: string, sample: Sample, name: string, first = startRow(sample)): number | null {
  for (const chunk of sample.chunks.toReversed()) {
    if (chunk.kind === "gap") continue;
    const { row, from, to, columns } = chunk;
    // Two cells tell rows apart: no item is made of a hundred thousand that are asked for one.
    for (let at = to - 1; at >= Math.max(from, from + first - row); at -= 1) {
      if (nameOf(stepId, textOf(columns["position"]?.[at]), textOf(columns["window_id"]?.[at])) === name) return row + at - from;
    }
  }
  return null;
}

function nameOf(stepId: string, position: string | null, windowId: string | null): string {
  return `${stepId}:${position ?? ""}:${windowId ?? ""}`;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
}
