import { describe, expect, test } from "vitest";
import type { StepStats } from "./events";
import { remembered, REMEMBERED_S, stretchesOf, type RateHistory } from "./rateHistory";

const step = (items_out: Record<string, number>, items_in = 0): StepStats => ({ items_out, items_in }) as StepStats;

/** Tell these totals of the port `down`, each at its second. */
function told(...totals: readonly [at_s: number, total: number][]): RateHistory {
  let [history, before_s]: [RateHistory, number] = [[], 0];
  for (const [elapsed_s, down] of totals) {
    history = remembered(history, before_s, { elapsed_s, steps: { add: step({ down }) } });
    before_s = elapsed_s;
  }
  return history;
}

const rates = (history: RateHistory): [number, number, number][] => stretchesOf(history, "add").map(({ from_s, to_s, rate }) => [from_s, to_s, rate]);

describe("the rates that are remembered", () => {
  test("are of about a second each, however often the run tells", () => {
    const history = told(...Array.from({ length: 41 }, (_, at): [number, number] => [at / 4, at * 10]));
    expect(rates(history)).toEqual(Array.from({ length: 10 }, (_, at) => [at, at + 1, 40]));
  });

  test("add up to what passed", () => {
    const history = told([0.3, 7], [1.1, 8], [1.4, 30], [2.6, 31], [4, 100]);
    const passed = stretchesOf(history, "add").reduce((sum, { from_s, to_s, rate }) => sum + rate * (to_s - from_s), 0);
    expect(passed).toBeCloseTo(100);
  });

  test("are nought in a silence, and what came after it came lately", () => {
    expect(rates(told([1, 10], [61, 70]))).toEqual([[0, 1, 10], [1, 60, 0], [60, 61, 60]]);
  });

  test("leave out a stretch that has only begun", () => {
    expect(rates(told([1, 10], [2, 20], [2.1, 21]))).toEqual([[0, 1, 10], [1, 2, 10]]);
    expect(rates(told([0.1, 5]))).toEqual([[0, 0.1, 50]]);
  });

  test("go back three minutes and no further", () => {
    const history = told(...Array.from({ length: 1000 }, (_, at): [number, number] => [at + 1, at + 1]));
    const all = rates(history);
    expect([all[0]?.[0], all.at(-1)?.[1], history.length]).toEqual([1000 - REMEMBERED_S, 1000, REMEMBERED_S + 1]);
  });

  test("are of results, not of late items and records; of a sink, of what it took in", () => {
    const steps = { windows: step({ down: 4, late: 90, meta: 4 }, 100), sink: step({}, 4), branch: step({ trues: 1, falses: 2 }, 3) };
    const history = remembered([], 0, { elapsed_s: 1, steps });
    expect(Object.keys(steps).map((id) => stretchesOf(history, id)[0]?.rate)).toEqual([4, 4, 3]);
  });
});
