import { expect, test } from "vitest";
import { durationUs, writeDuration } from "../flow/micros";
import { readWindower, type Windower } from "../ruler/windower";
import { isKept, waitThatKeeps, type Rules } from "./replay";
import cases from "./replay.fixture.json";

function windowerOf(config: unknown): Windower {
  const windower = readWindower(config);
  if (windower.kind === "broken") throw new Error(windower.wrong);
  return windower;
}

test.each(cases.waits)("the wait that keeps the last item of $arrivals in $windower is the engine's", (one) => {
  const arrivals = one.arrivals.map(([at = "", now = ""]) => ({ at: BigInt(at), now: BigInt(now) }));
  const rules: Rules = { windower: windowerOf(one.windower), wait: durationUs(one.wait) ?? 0n, byWindow: one.by_window };
  expect(isKept(arrivals, rules)).toBe(false);
  const kept = waitThatKeeps(arrivals, rules) ?? -1n;
  expect(writeDuration(kept)).toBe(one.kept_by);
  expect(isKept(arrivals, { ...rules, wait: kept })).toBe(true);
  expect(isKept(arrivals, { ...rules, wait: kept - 1n })).toBe(false);
});

test("what would take long is not tried", () => {
  const arrivals = Array.from({ length: 2_000 }, (_, index) => ({ at: BigInt(10_000 - 3 * index), now: BigInt(index) }));
  expect(waitThatKeeps(arrivals, { windower: { kind: "session", gap: 1n }, wait: 0n, byWindow: true })).toBeNull();
});
