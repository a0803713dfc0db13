/** Readings of a run in words: how busy, how far behind, how it is; never a number that is none. */
import type { StepState } from "./watching";

export const NO_READING = "—";

/** Return a share as a person says it: `82 % busy`. */
export function busyText(share: number | null): string {
  return share === null || !Number.isFinite(share) ? NO_READING : `${percentText(share)} busy`;
}

/** Return a share in per cent: `82 %`, and `< 1 %` for what is more than nothing. */
export function percentText(share: number): string {
  const percent = Math.min(100, Math.max(0, share * 100));
  return percent > 0 && percent < 1 ? "< 1 %" : `${Math.round(percent)} %`;
}

/** Return how far a watermark is behind the system's clock: `12 s behind`, `3 s ahead`. */
export function lagText(lag_ms: number | null): string {
  if (lag_ms === null || !Number.isFinite(lag_ms)) return NO_READING;
  return `${spanText(Math.abs(lag_ms))} ${lag_ms < 0 ? "ahead" : "behind"}`;
}

/** Return a span of time with its two largest units at most: `0.4 s`, `12 s`, `2 min 5 s`, `3 h 12 min`. */
export function spanText(span_ms: number): string {
  const seconds = span_ms / 1_000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return twoUnits(Math.floor(whole / 60), "min", whole % 60, "s");
  if (whole < 86_400) return twoUnits(Math.floor(whole / 3_600), "h", Math.floor((whole % 3_600) / 60), "min");
  return twoUnits(Math.floor(whole / 86_400), "d", Math.floor((whole % 86_400) / 3_600), "h");
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return `${large.toLocaleString("en-US")} ${largeUnit}${small === 0 ? "" : ` ${small} ${smallUnit}`}`;
}

/** What a state looks like and is called: a shape, then a word. */
export const STATE_TEXTS: Readonly<Record<StepState, string>> = {
  starting: "◌ starting", running: "▶\uFE0E running", idle: "○ idle", paused: "❚❚ paused", stopping: "◌ stopping",
  stopped: "■ stopped", finished: "✓ finished", failed: "✕ failed",
};
