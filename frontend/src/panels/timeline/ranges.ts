/** A brushed stretch of event time as text, for the address, and back. */
import { instantIso, instantUs } from "../../timeline/instants";
import type { View } from "../../timeline/scale";

export function rangeText(range: View): string {
  return `${instantIso(range.from_us)}..${instantIso(range.to_us)}`;
}

export function readRange(text: string | null): View | null {
  const [from_us, to_us] = (text ?? "").split("..").map(instantUs);
  return from_us !== undefined && to_us !== undefined && from_us < to_us ? { from_us, to_us } : null;
}
