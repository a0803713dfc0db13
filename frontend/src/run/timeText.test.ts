import { expect, test } from "vitest";
import { durationMs, durationText, instantMs, onOneDay, timeText } from "./timeText";

test.each([
  ["2022-01-01T00:00:03Z", false, "00:00:03"],
  ["2022-01-01T00:00:03+00:00", true, "2022-01-01 00:00:03"],
  ["2022-01-01T00:00:03.250000Z", false, "00:00:03.25"],
  ["2022-01-01T00:00:03.000001Z", false, "00:00:03.000001"],
  ["yesterday", false, "yesterday"],
])("the instant %s, with its day %s, is written %s", (instant, withDay, text) => {
  expect(timeText(instant, withDay)).toBe(text);
});

test("instants share a day when all that are instants do", () => {
  expect(onOneDay(["2022-01-01T00:00:00Z", null, "2022-01-01T23:59:59Z", "text"])).toBe(true);
  expect(onOneDay(["2022-01-01T00:00:00Z", "2022-01-02T00:00:00Z"])).toBe(false);
});

test("a microsecond is not lost between two instants", () => {
  const apart = (instantMs("2022-01-01T00:00:00.000002Z") ?? 0) - (instantMs("2022-01-01T00:00:00Z") ?? 0);
  expect(apart).toBeCloseTo(0.002, 3);
  expect(instantMs("not a time")).toBeNull();
});

test.each([
  ["9s", "9 s", 9_000],
  ["1m 30s", "1 min 30 s", 90_000],
  ["-250ms", "-250 ms", -250],
  ["1d 2h 3us", "1 d 2 h 3 µs", 93_600_000.003],
  ["1m 9s 500ms", "1 min 9.5 s", 69_500],
  ["2s 42ms 7us", "2.042007 s", 2_042.007],
  ["2s 7us", "2.000007 s", 2_000.007],
  ["1ms 30us", "1.03 ms", 1.03],
])("the duration %s is written %s", (duration, text, ms) => {
  expect(durationText(duration)).toBe(text);
  expect(durationMs(duration)).toBeCloseTo(ms, 6);
});
