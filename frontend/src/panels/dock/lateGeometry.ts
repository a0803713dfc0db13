/**
 * Where the parts of a late item's drawing stand: instants to places from 0 to 1 on one axis of event time.
 *
 *         [========window========)
 *              ◆ item          ┃ watermark
 *              |--missing wait-|
 */
import type { LateItem } from "../../run/late";
import { instantMs } from "../../run/timeText";

export interface LateGeometry {
  readonly item: number;
  readonly watermark: number;
  /** The part of the window that is in the picture; an end that was cut is outside of it. */
  readonly window: { readonly from: number; readonly to: number; readonly cutFrom: boolean; readonly cutTo: boolean } | null;
}

/** A window reaches at most this many times the lateness beyond item and watermark; the rest is cut off. */
const REACH = 5;
const MARGIN = 0.06;

/** Return the places, or null when the item has no timestamp or no watermark that can be read. */
export function lateGeometry(late: LateItem): LateGeometry | null {
  const item = instantMs(late.timestamp);
  const watermark = instantMs(late.watermark);
  if (item === null || watermark === null) return null;
  const [open, close] = [instantMs(late.windowOpen), instantMs(late.windowClose)];
  const lateness = Math.max(watermark - item, 0.001);
  const [least, most] = [item - REACH * lateness, watermark + REACH * lateness];
  const from = Math.max(least, Math.min(item, open ?? item));
  const to = Math.min(most, Math.max(watermark, close ?? watermark));
  const place = (at: number) => MARGIN + ((at - from) / Math.max(to - from, 0.001)) * (1 - 2 * MARGIN);
  const inside = open !== null && close !== null && close > from && open < to;
  return {
    item: place(item),
    watermark: place(watermark),
    window: inside
      ? { from: place(Math.max(open, from)), to: place(Math.min(close, to)), cutFrom: open < from, cutTo: close > to }
      : null,
  };
}
