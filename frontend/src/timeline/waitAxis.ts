/** The axis of waits under the curve: from none to more than anybody needs, even or by magnitude. */
import { spanText } from "./instants";

export type Spread = "even" | "magnitude";

export interface WaitAxis {
  readonly most_us: number;
  readonly spread: Spread;
  /** Where magnitudes begin to count: below it the axis is nearly even. */
  readonly grain_us: number;
}

/** Return an axis that holds the run's wait and the longest one that any item needs. */
export function waitAxis(wait_us: number, longest_us: number, spread: Spread): WaitAxis {
  const most_us = Math.max(1_000_000, 1.15 * longest_us, 1.5 * wait_us);
  return { most_us, spread, grain_us: Math.max(1, most_us / 3_000) };
}

/** Return where a wait is on the axis, from 0 to 1. */
export function waitPlace(axis: WaitAxis, wait_us: number): number {
  if (axis.spread === "even") return wait_us / axis.most_us;
  return Math.log1p(wait_us / axis.grain_us) / Math.log1p(axis.most_us / axis.grain_us);
}

/** Return the wait at a place of the axis. */
export function waitAt(axis: WaitAxis, place: number): number {
  const inside = Math.min(1, Math.max(0, place));
  if (axis.spread === "even") return inside * axis.most_us;
  return axis.grain_us * Math.expm1(inside * Math.log1p(axis.most_us / axis.grain_us));
}

const [MS, S, MIN, H, D] = [1e3, 1e6, 60e6, 3_600e6, 86_400e6];
const ROUND_US: readonly number[] = [
  ...[1, 10, 100, MS, 10 * MS, 100 * MS].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * S),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MIN),
  ...[1, 2, 3, 6, 12].map((count) => count * H),
  ...[1, 2, 7, 14, 28, 91, 182, 365, 1_825, 3_650].map((count) => count * D),
];

/** Return waits to mark on the axis, at least this far apart as parts of it. */
export function waitTicks(axis: WaitAxis, apart = 0.17): { readonly wait_us: number; readonly text: string }[] {
  const candidates = axis.spread === "even" ? evenSteps(axis, apart) : ROUND_US;
  const ticks = [{ wait_us: 0, text: "0" }];
  let last = 0;
  for (const wait_us of candidates) {
    const place = waitPlace(axis, wait_us);
    if (place > 0.97 || place - last < apart) continue;
    ticks.push({ wait_us, text: spanText(wait_us) });
    last = place;
  }
  return ticks;
}

function evenSteps(axis: WaitAxis, apart: number): number[] {
  const step = ROUND_US.find((one) => one / axis.most_us >= apart) ?? axis.most_us / 4;
  return Array.from({ length: Math.floor(axis.most_us / step) }, (_, at) => (at + 1) * step);
}

/** Return the wait that one press of a key leads to: a tenth more or less, or half, and easy to say. */
export function nudged(wait_us: number, by: 1 | -1, coarse: boolean, least_us: number): number {
  const step = Math.max(least_us, wait_us * (coarse ? 0.5 : 0.1));
  return easyWait(wait_us + by * step, by > 0 ? "up" : "down");
}

/** Return a wait of two figures of its unit, near this one. */
export function easyWait(wait_us: number, towards: "up" | "down" | "nearest"): number {
  if (wait_us <= 0) return 0;
  const unit = [D, H, MIN, S, MS, 1].find((one) => wait_us >= one) ?? 1;
  const grain = wait_us / unit < 10 ? Math.max(1, unit / 10) : unit;
  const count = wait_us / grain;
  const whole = towards === "nearest" ? Math.round(count) : towards === "up" ? Math.ceil(count - 1e-9) : Math.floor(count + 1e-9);
  return Math.round(whole * grain);
}
