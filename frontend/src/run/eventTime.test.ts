import { describe, expect, test } from "vitest";
import { flowOf } from "../flow/example.testing";
import { instantUs } from "../timeline/instants";
import { eventTimeOf, LATE_TIME, WINDOW_TIME, type EventTime } from "./eventTime";
import type { ItemChunk } from "./sample";
import { streamShape } from "./streamType";

function chunk(columns: ItemChunk["columns"]): ItemChunk {
  const to = Object.values(columns)[0]?.length ?? 0;
  return { kind: "items", row: 0, first: 0, from: 0, to, keys: null, columns };
}

function at(second: number): string {
  return `2022-01-01T00:00:${String(second).padStart(2, "0")}Z`;
}

/** Which of these rows are in the stretch from the 10th to the 20th second. */
function inStretch(time: EventTime | null, columns: ItemChunk["columns"]): number[] {
  const rows = chunk(columns);
  const test = time?.within({ from_us: instantUs(at(10)), to_us: instantUs(at(20)) });
  return Array.from({ length: rows.to }, (_, row) => row).filter((row) => test?.(rows, row));
}

function timeOf(type: string, timestamp = "time"): EventTime | null {
  const flow = flowOf({ source: "testing_source", add: "collect_window" }, ["source.down > add.up"]);
  const steps = flow.steps.map((step) => (step.id === "add" ? { ...step, config: { clock: { type: "event", timestamp }, windower: {} } } : step));
  return eventTimeOf(streamShape(type), { ...flow, steps });
}

describe("what is in a stretch of event time", () => {
  test("an item at its beginning is, and one at its end is not", () => {
    expect(inStretch(LATE_TIME, { timestamp: [at(9), at(10), at(19), at(20), null] })).toEqual([1, 2]);
  });

  test("a window is that overlaps it, even at its edge", () => {
    expect(inStretch(WINDOW_TIME, { open_time: [at(0), at(0), at(12), at(20), at(21)], close_time: [at(9), at(10), at(14), at(30), at(30)] })).toEqual([1, 2, 3]);
  });
});

describe("an item happened", () => {
  test("when the field says that the clock of a step goes by, and not when another one does", () => {
    expect(inStretch(timeOf("{made: timestamp, time: timestamp}"), { made: [at(12), at(0)], time: [at(0), at(12)] })).toEqual([1]);
  });

  test("when its only timestamp says, though no clock goes by that", () => {
    expect(inStretch(timeOf("{val: int, seen: timestamp}"), { val: [1, 2], seen: [at(0), at(12)] })).toEqual([1]);
  });

  test("in its window, if it is the result of one", () => {
    expect(timeOf("keyed {window_id: int, open_time: timestamp, close_time: timestamp, items: [{time: timestamp}]}")).toBe(WINDOW_TIME);
  });

  test("by its own timestamp if it was late, not by that of the watermark", () => {
    expect(timeOf("keyed {window_id: int, watermark: timestamp, timestamp: timestamp}")).toBe(LATE_TIME);
  });

  test("nobody knows when, if nothing says so", () => {
    expect(timeOf("{val: int}")).toBeNull();
    expect(eventTimeOf(null, null)).toBeNull();
  });
});
