import { expect, test } from "vitest";
import { durationUs, writeDuration } from "../flow/micros";
import { readWindower } from "../ruler/windower";
import { isKept, waitThatKeeps, type Rules } from "./replay";
import { paceOf } from "./kept";
import cases from "./replay.fixture.json";

function windowerOf(config: unknown): Rules["windower"] {
  const windower = readWindower(config);
  if (windower.kind === "broken") throw new Error(windower.wrong);
  return paceOf(windower);
}

test.each(cases.waits)("the wait that keeps the last item of $arrivals in $windower is the engine's", (one) => {
  const arrivals = one.arrivals.map(([at = "", now = ""]) => ({ at_us: Number(at), now_us: Number(now) }));
  const rules: Rules = { windower: windowerOf(one.windower), wait_us: Number(durationUs(one.wait)), byWindow: one.by_window };
  expect(isKept(arrivals, rules)).toBe(false);
  const kept_us = waitThatKeeps(arrivals, rules) ?? -1;
  expect(writeDuration(BigInt(kept_us))).toBe(one.kept_by);
  expect(isKept(arrivals, { ...rules, wait_us: kept_us })).toBe(true);
  expect(isKept(arrivals, { ...rules, wait_us: kept_us - 1 })).toBe(false);
});

test("what would take long is not tried", () => {
  const arrivals = Array.from({ length: 2_000 }, (_, index) => ({ at_us: 10_000 - 3 * index, now_us: index }));
  expect(waitThatKeeps(arrivals, { windower: { kind: "session", gap_us: 1 }, wait_us: 0, byWindow: true })).toBeNull();
});
