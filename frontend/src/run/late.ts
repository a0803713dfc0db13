/** A late item with its evidence, read from one row of a `late` port, and the sentence that explains it. */
import { cell, type ItemChunk } from "./sample";
import { durationText, onOneDay, timeText } from "./timeText";

export interface LateItem {
  readonly stepId: string;
  readonly key: string | null;
  readonly windowId: string | null;
  readonly value: unknown;
  readonly timestamp: string | null;
  /** Where the key's watermark stood when the item was judged. */
  readonly watermark: string | null;
  readonly lateBy: string | null;
  /** The smallest wait that would have kept it. */
  readonly waitNeeded: string | null;
  readonly windowOpen: string | null;
  readonly windowClose: string | null;
  readonly windowWasOpen: boolean | null;
  /** The system time it came at; means nothing where the clock is frozen. */
  readonly arrivedAt: string | null;
  readonly position: string | null;
  /** The item that had set the watermark; null when the passing of time had. */
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

/** Return why this item was late, in words; `frozen` leaves out when it arrived. */
export function lateSentence(late: LateItem, frozen: boolean): string {
  const clock = shortClock(late);
  return [howLate(late, clock, frozen), whatWouldHaveKept(late), whichWindow(late, clock)].filter((part) => part !== "").join(" ");
}

type Clock = (instant: string | null) => string;

/** Return how the instants of this item are written: without the day where they share it. */
export function shortClock(late: LateItem): Clock {
  const withDay = !onOneDay([late.timestamp, late.watermark, late.windowOpen, late.windowClose]);
  return (instant) => (instant === null ? "an unknown time" : timeText(instant, withDay));
}

function howLate(late: LateItem, clock: Clock, frozen: boolean): string {
  const who = late.key === null ? "The item of" : `\`${late.key}\``;
  const sameDay = onOneDay([late.timestamp, late.watermark, late.windowOpen, late.windowClose, late.arrivedAt]);
  const arrived = frozen || late.arrivedAt === null ? "" : ` at ${timeText(late.arrivedAt, !sameDay)} on the system's clock`;
  const setBy = late.watermarkPosition === null ? "" : ` (set by item ${late.watermarkPosition})`;
  const by = late.lateBy === null ? "" : `: late by ${durationText(late.lateBy)}`;
  return `${who} ${clock(late.timestamp)} came${arrived} when its watermark already stood at ${clock(late.watermark)}${setBy}${by}.`;
}

function whatWouldHaveKept(late: LateItem): string {
  return late.waitNeeded === null ? "" : `A wait of ${durationText(late.waitNeeded)} would have kept it.`;
}

function whichWindow(late: LateItem, clock: Clock): string {
  if (late.windowOpen === null || late.windowClose === null) return "It belongs to no window: a late item opens no session.";
  const name = `Window ${late.windowId ?? "?"} [${clock(late.windowOpen)}, ${clock(late.windowClose)})`;
  if (late.windowWasOpen === null) return `It was for ${name.replace("Window", "window")}.`;
  if (!late.windowWasOpen) return `${name} was closed.`;
  return `${name} was still open: lateness goes by the watermark, not by the window.`;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
}
