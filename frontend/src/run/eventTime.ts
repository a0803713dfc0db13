/** When the rows of a port happened, and which of them are in a stretch of event time. */
import type { Flow } from "../api/types";
import { instantUs } from "../timeline/instants";
import type { View } from "../timeline/scale";
import { clockOf } from "./clockOf";
import type { RowTest } from "./filter";
import { cell } from "./sample";
import type { StreamShape } from "./streamType";

export interface EventTime {
  /** What of a row is in a stretch, in words. */
  readonly what: string;
  readonly within: (stretch: View) => RowTest;
}

/** Rows that happened at one instant; a stretch holds its beginning and not its end. */
export function instantIn(field: string): EventTime {
  return {
    what: `whose ${field} is`,
    within: ({ from_us, to_us }) => (chunk, at) => {
      const time_us = instantUs(cell(chunk, at, field));
      return time_us >= from_us && time_us < to_us;
    },
  };
}

/** Windows, which are in a stretch where they overlap it. */
export const WINDOW_TIME: EventTime = {
  what: "whose window is, at least in part,",
  within: ({ from_us, to_us }) => (chunk, at) => instantUs(cell(chunk, at, "open_time")) <= to_us && instantUs(cell(chunk, at, "close_time")) >= from_us,
};

export const LATE_TIME = instantIn("timestamp");

/** Return when the items of a port happened; null where nothing in them says so. */
export function eventTimeOf(shape: StreamShape | null, flow: Flow | null): EventTime | null {
  const fields = shape?.fields ?? {};
  const instants = Object.keys(fields).filter((name) => fields[name] === "timestamp");
  if (instants.includes("open_time") && instants.includes("close_time")) return WINDOW_TIME;
  if (instants.includes("watermark") && instants.includes("timestamp")) return LATE_TIME;
  const clocks = flow?.steps.map((step) => clockOf(flow, step.id)?.timestamp) ?? [];
  const field = instants.find((name) => clocks.includes(name)) ?? instants[0];
  return field === undefined ? null : instantIn(field);
}
