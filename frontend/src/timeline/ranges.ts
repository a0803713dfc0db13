/** A marked stretch of event time as text: for the address, and back; and as a person reads it. */
import { instantIso, instantText, instantUs, type Zone } from "./instants";
import type { View } from "./scale";

export function rangeText(range: View): string {
  return `${instantIso(range.from_us)}..${instantIso(range.to_us)}`;
}

export function readRange(text: string | null): View | null {
  const [from_us, to_us] = (text ?? "").split("..").map(instantUs);
  return from_us !== undefined && to_us !== undefined && from_us < to_us ? { from_us, to_us } : null;
}

/** Return how a stretch of event time reads; the day is told once if it is one. */
export function stretchText(from_us: number, to_us: number, zone: Zone): string {
  const [from, to] = [instantText(from_us, zone, true), instantText(to_us, zone, true)];
  const sameDay = from.slice(0, 10) === to.slice(0, 10);
  return sameDay ? `${from.slice(11)}–${to.slice(11)}` : `${from} – ${to}`;
}

/** Return it no finer than a hand on the picture can mark it. */
export function roughStretch({ from_us, to_us }: View, zone: Zone): string {
  const grain = to_us - from_us > 10e6 ? 1e6 : 1e3;
  return stretchText(Math.round(from_us / grain) * grain, Math.round(to_us / grain) * grain, zone);
}
