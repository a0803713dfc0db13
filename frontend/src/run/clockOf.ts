/** How a window step of a flow tells late from on time: its clock and windows, as far as its configuration says. */
import type { Flow } from "../api/types";
import { stepOf } from "../flow/document";
import { isRecord } from "../flow/edits";
import { integerOf, isNumber } from "../flow/exactJson";
import { readDuration } from "../flow/micros";
import { readWindower, type Windower } from "../ruler/windower";

export interface StepClock {
  /** Null for the system clock, and where it cannot be read. */
  readonly wait: bigint | null;
  readonly byWindow: boolean;
  /** The expression that says when an item happened. */
  readonly timestamp: string;
  /** Null where it cannot be read. */
  readonly windower: Windower | null;
}

/** The wait of a clock that does not write one. */
export const DEFAULT_WAIT = "5s";

/** Return the clock of a window step; null for a step that is not there or has none. */
export function clockOf(flow: Flow | null, stepId: string): StepClock | null {
  const config = flow === null ? undefined : stepOf(flow, stepId)?.config;
  const clock = config?.["clock"];
  if (!isRecord(clock)) return null;
  const windower = readWindower(config?.["windower"]);
  return {
    wait: clock["type"] === "event" ? waitOf(clock["wait"]) : null,
    byWindow: clock["late_rule"] === "window_closed",
    timestamp: typeof clock["timestamp"] === "string" ? clock["timestamp"].trim() : "",
    windower: windower.kind === "broken" ? null : windower,
  };
}

function waitOf(written: unknown): bigint | null {
  if (isNumber(written)) return integerOf(written);
  const read = readDuration(typeof written === "string" ? written : DEFAULT_WAIT);
  return "us" in read ? read.us : null;
}
