/** The axis of event time: which stretch is in sight, where instants are on it, and where its marks stand. */
import { dayText, clockText, zoneOffset_ms, type Zone } from "./instants";

export interface View {
  readonly from_us: number;
  readonly to_us: number;
}

/** Closer than this nothing can be told apart, further than this there is no time. */
const SHORTEST_US = 20;
const LONGEST_US = 4e17;

export function placeOf(view: View, width: number, at_us: number): number {
  return ((at_us - view.from_us) / (view.to_us - view.from_us)) * width;
}

export function instantAt(view: View, width: number, x: number): number {
  return view.from_us + (x / width) * (view.to_us - view.from_us);
}

/** Return the view `factor` times as wide, with the instant at `x` where it was. */
export function zoomed(view: View, width: number, x: number, factor: number): View {
  const span = Math.min(LONGEST_US, Math.max(SHORTEST_US, (view.to_us - view.from_us) * factor));
  const at = instantAt(view, width, x);
  const from = at - (x / width) * span;
  return { from_us: from, to_us: from + span };
}

export function moved(view: View, by_us: number): View {
  return { from_us: view.from_us + by_us, to_us: view.to_us + by_us };
}

/** Return a view that holds this stretch with a margin on both sides. */
export function fitted(extent: View): View {
  const span = Math.max(extent.to_us - extent.from_us, 2_000_000);
  const middle = (extent.from_us + extent.to_us) / 2;
  return { from_us: middle - span * 0.53, to_us: middle + span * 0.53 };
}

export interface Tick {
  readonly at_us: number;
  readonly text: string;
}

const STEPS_US: readonly number[] = [
  ...[1, 10, 100, 1e3, 1e4, 1e5].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  ...[1, 2, 5, 10, 15, 30].map((s) => s * 1e6),
  ...[1, 2, 5, 10, 15, 30].map((min) => min * 60e6),
  ...[1, 2, 3, 6, 12].map((h) => h * 3_600e6),
  ...[1, 2, 7, 14, 28, 91, 182, 365, 730, 1_825, 3_650, 36_500, 365_000].map((d) => d * 86_400e6),
];

/** Return the marks of an axis, at most one every `least_px`, each at a round time of the zone. */
export function ticksOf(view: View, width: number, zone: Zone, least_px = 96): Tick[] {
  const step = STEPS_US.find((one) => (one / (view.to_us - view.from_us)) * width >= least_px) ?? (STEPS_US.at(-1) as number);
  const shift = zoneOffset_ms((view.from_us + view.to_us) / 2, zone) * 1_000;
  const ticks: Tick[] = [];
  for (let at = Math.ceil((view.from_us + shift) / step) * step - shift; at <= view.to_us; at += step) {
    ticks.push({ at_us: at, text: tickText(at, step, zone) });
  }
  return ticks;
}

function tickText(at_us: number, step: number, zone: Zone): string {
  if (step >= 86_400e6) return dayText(at_us, zone);
  const clock = clockText(at_us, zone);
  if (step >= 60e6) return clock.slice(0, 5);
  if (step >= 1e6) return clock;
  const digits = step >= 1e3 ? 3 : 6;
  const fraction = ((at_us % 1e6) + 1e6) % 1e6;
  return `${clock}.${String(Math.round(fraction)).padStart(6, "0").slice(0, digits)}`;
}
