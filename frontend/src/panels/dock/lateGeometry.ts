/**
 * Where the parts of a late item's drawing stand: instants to places from 0 to 1 on one axis of event time.
 *
 *         [========window========)
 *              ◆ item          ┃ watermark     ● the item that moved it
 *              |--missing wait-|------wait-----|
 */
import type { LateItem } from "../../run/late";
import { instantMs } from "../../run/timeText";

export interface LateGeometry {
  readonly item: number;
  readonly watermark: number;
  /** The item that moved the watermark; null when it is not known, or too far away to be in the picture. */
  readonly mover: number | null;
  /** The part of the window that is in the picture; an end that was cut is outside of it. */
  readonly window: { readonly from: number; readonly to: number; readonly cutFrom: boolean; readonly cutTo: boolean } | null;
}

/** A window reaches at most this many times the lateness beyond item and watermark; the rest is cut off. */
const REACH = 5;
const MARGIN = 0.06;

/** Return the places, or null when the item has no timestamp or no watermark that can be read. */
export function lateGeometry(late: LateItem, movedBy: string | null = null): LateGeometry | null {
  const item = instantMs(late.timestamp);
  const watermark = instantMs(late.watermark);
  if (item === null || watermark === null) return null;
  const [open, close] = [instantMs(late.windowOpen), instantMs(late.windowClose)];
  const lateness = Math.max(watermark - item, 0.001);
  const [least, most] = [item - REACH * lateness, watermark + REACH * lateness];
  const known = instantMs(movedBy);
  const mover = known !== null && known >= least && known <= most ? known : null;
  const from = Math.max(least, Math.min(item, open ?? item, mover ?? item));
  const to = Math.min(most, Math.max(watermark, close ?? watermark, mover ?? watermark));
  const place = (at: number) => MARGIN + ((at - from) / Math.max(to - from, 0.001)) * (1 - 2 * MARGIN);
  const inside = open !== null && close !== null && close > from && open < to;
  return {
    item: place(item),
    watermark: place(watermark),
    mover: mover === null ? null : place(mover),
    window: inside
      ? { from: place(Math.max(open, from)), to: place(Math.min(close, to)), cutFrom: open < from, cutTo: close > to }
      : null,
  };
}
