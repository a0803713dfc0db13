import { expect, test } from "vitest";
import { watermarksAhead } from "./ahead";
import { applyEvents, NO_RUN, type RunState } from "./runState";
import { script, started, stats } from "./script.testing";

interface Told {
  clock?: "live" | "frozen";
  watermark?: string | null;
  system_time?: string;
  /** Whether decisions are told; the second of them went three days ahead. */
  decided?: boolean;
}

/** Return a live run whose counters are told at 2026-01-01T00:00:03Z. */
function run({ clock = "live", watermark = null, system_time = "2026-01-01T00:00:03Z", decided = false }: Told): RunState {
  const columns = {
    position: [0, 1, 2], watermark_position: [0, 1, 1], timestamp: ["2026-01-01T00:00:00Z", "2026-01-04T00:00:08Z", "2026-01-01T00:00:01Z"],
    watermark_after: ["2025-12-31T23:59:55Z", "2026-01-04T00:00:03Z", "2026-01-04T00:00:03Z"], arrived_at: Array<string>(3).fill("2026-01-01T00:00:03Z"),
  };
  const decisions = { type: "items" as const, step_id: "add", port: "decisions", first: 0, count: 3, keys: ["a", "b", "b"], columns };
  const counters = { ...stats(1, { add: { watermark }, other: {} }), system_time } as ReturnType<typeof stats>;
  return applyEvents(NO_RUN, script([{ ...started, clock }, counters, ...(decided ? [decisions] : [])], 2));
}

const [FIVE_MINUTES, THREE_DAYS] = [300_000, 3 * 86_400_000];
const ahead = (told: Told) => watermarksAhead(run(told)).map(({ stepId, ahead_ms }) => [stepId, ahead_ms]);

test("a watermark that went more than five minutes ahead is told with who set it, also when its key is gone", () => {
  expect(watermarksAhead(run({ decided: true }))).toEqual([
    { stepId: "add", ahead_ms: THREE_DAYS, setBy: { key: "b", position: 1, timestamp: "2026-01-04T00:00:08Z" } },
  ]);
});

test("a watermark that stands there counts whether decisions are told or not", () => {
  expect(ahead({ watermark: "2026-01-04T00:00:03Z" })).toEqual([["add", THREE_DAYS]]);
});

test("five minutes are allowed, and nothing is ahead of a clock that stands still", () => {
  expect(ahead({ watermark: "2026-01-01T00:05:03Z" })).toEqual([]);
  expect(ahead({ watermark: "2026-01-01T00:05:03.001Z" })).toEqual([["add", FIVE_MINUTES + 1]]);
  expect(ahead({ watermark: "2026-01-04T00:00:03Z", clock: "frozen", decided: true })).toEqual([]);
});

test("a run that goes faster than the clock is compared with its own", () => {
  expect(ahead({ watermark: "2026-01-04T00:00:03Z", system_time: "2026-01-04T00:00:00Z" })).toEqual([]);
});

test("a pause, which a run's clock does not see, makes no watermark look ahead", () => {
  expect(ahead({ watermark: "2026-01-01T00:00:03Z", system_time: "2025-12-31T00:00:03Z" })).toEqual([]);
  expect(ahead({ decided: true, system_time: "2025-12-29T00:00:02Z" })).toEqual([]);
});
