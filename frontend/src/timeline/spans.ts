/** Windows that share their open and close time, as one: what a picture of all keys can show of them. */
import type { Lanes } from "./lanes";
import { Stack } from "./stack";
import { OPEN, type Windows } from "./windows";

export interface Span {
  readonly open_us: number;
  readonly close_us: number;
  /** How many windows, and how many of them are open. */
  count: number;
  openCount: number;
  merged: number;
  lane: number;
}

export interface Spans {
  readonly spans: readonly Span[];
  readonly depth: number;
}

/** Return the spans of the windows of keys that have a lane, by open time, stacked so that none overlap. */
export function spansOf(windows: Windows, { laneOf }: Lanes): Spans {
  const byOpen = new Map<number, Span[]>();
  for (let at = 0; at < windows.count; at += 1) {
    if ((laneOf[windows.key[at] as number] ?? -1) < 0) continue;
    const span = spanFor(byOpen, windows.open[at] as number, windows.close[at] as number);
    span.count += 1;
    if (windows.state[at] === OPEN) span.openCount += 1;
    if (windows.merged.has(at)) span.merged += 1;
  }
  const spans = [...byOpen.values()].flat().toSorted((a, b) => a.open_us - b.open_us || b.close_us - a.close_us);
  const stack = new Stack();
  let depth = 0;
  for (const span of spans) {
    span.lane = stack.place(span.open_us, span.close_us);
    depth = Math.max(depth, span.lane + 1);
  }
  return { spans, depth };
}

function spanFor(byOpen: Map<number, Span[]>, open_us: number, close_us: number): Span {
  const here = byOpen.get(open_us) ?? [];
  byOpen.set(open_us, here);
  let span = here.find((one) => one.close_us === close_us);
  if (span === undefined) {
    span = { open_us, close_us, count: 0, openCount: 0, merged: 0, lane: 0 };
    here.push(span);
  }
  return span;
}
