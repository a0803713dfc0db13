import { describe, expect, test } from "vitest";
import { fieldsOf, type TableField } from "./fields";
import { addGap, addItems, EMPTY_SAMPLE, type Sample } from "./sample";
import { MAX_LINES, seriesOf, type ChartOf } from "./series";
import { streamShape } from "./streamType";

const SHAPE = streamShape("keyed {at: timestamp, val: float}");

function sampleOf(values: readonly unknown[], keys: readonly string[] = [], seconds: readonly number[] = []): Sample {
  const at = values.map((_, index) => new Date((seconds[index] ?? index) * 1_000).toISOString());
  return addItems(EMPTY_SAMPLE, { first: 0, count: values.length, keys: values.map((_, index) => keys[index] ?? "k"), columns: { at, val: values } });
}

function chart(across: "at" | null = null, by: "key" | null = null): ChartOf {
  const named = (name: string): TableField => fieldsOf(EMPTY_SAMPLE, SHAPE).find((field) => field.name === name) as TableField;
  return { value: named("val"), across: across && named(across), by: by && named(by) };
}

describe("a line", () => {
  test("has every point while there are fewer than pixels", () => {
    const { ys, from, to, points } = seriesOf(sampleOf([3, 1, 4, 1, 5]), null, chart(), null, 100);
    expect(ys[0]?.filter((y) => y !== null)).toEqual([3, 1, 4, 1, 5]);
    expect([from, to, points]).toEqual([0, 4, 5]);
  });

  test("keeps a single peak among a hundred thousand points", () => {
    const values = Array.from({ length: 100_000 }, (_, at) => (at === 54_321 ? 1_000 : at === 12_345 ? -1_000 : Math.sin(at)));
    const { xs, ys, lines } = seriesOf(sampleOf(values), null, chart(), null, 600);
    expect(xs.length).toBeLessThanOrEqual(1_200);
    expect([Math.max(...(ys[0] ?? []).map(Number)), Math.min(...(ys[0] ?? []).map(Number))]).toEqual([1_000, -1_000]);
    expect(lines[0]).toMatchObject({ highest: 1_000, highestAt: 54_321, lowest: -1_000, lowestAt: 12_345 });
    const peak = xs[(ys[0] ?? []).indexOf(1_000)] ?? 0;
    expect(Math.abs(peak - 54_321)).toBeLessThan(100_000 / 600);
  });

  test("shows the lowest and the highest of a pixel in the order they came", () => {
    const { ys } = seriesOf(sampleOf([5, 9, 1, 5, 2, 8]), null, chart(), null, 2);
    expect(ys[0]).toEqual([9, 1, 2, 8]);
  });

  test("goes by event time where items came out of order", () => {
    const { ys, from, to } = seriesOf(sampleOf([1, 2, 3], [], [10, 30, 20]), null, chart("at"), null, 100);
    expect(ys[0]?.filter((y) => y !== null)).toEqual([1, 3, 2]);
    expect([from, to]).toEqual([10_000, 30_000]);
  });

  test("leaves out what is no number and what is beyond the range", () => {
    const { ys, points } = seriesOf(sampleOf([1, null, "NaN", 4, 5]), null, chart(), { from: 0, to: 3 }, 50);
    expect([ys[0]?.filter((y) => y !== null), points]).toEqual([[1, 4], 2]);
  });

  test("is drawn from the rows of a filter", () => {
    const { ys } = seriesOf(addGap(sampleOf([1, 2, 3, 4]), 4, 5), [1, 3], chart(), null, 50);
    expect(ys[0]?.filter((y) => y !== null)).toEqual([2, 4]);
  });

  test("of nothing is nothing", () => {
    expect(seriesOf(EMPTY_SAMPLE, null, chart(), null, 50)).toMatchObject({ points: 0, from: 0, to: 0, lines: [], xs: [], ys: [] });
  });

  test("of one point is that point", () => {
    expect(seriesOf(sampleOf([7]), null, chart(), null, 50).ys).toEqual([[7, null]]);
  });
});

describe("lines", () => {
  test("are one for each key, each with its own figures", () => {
    const { lines } = seriesOf(sampleOf([1, 10, 3, 20], ["b", "a", "b", "a"]), null, chart(null, "key"), null, 50);
    expect(lines.map(({ name, count, lowest, highest, mean, last }) => [name, count, lowest, highest, mean, last])).toEqual([
      ["a", 2, 10, 20, 15, 20], ["b", 2, 1, 3, 2, 3],
    ]);
  });

  test("of many keys are those with most points, and all others together", () => {
    const keys = Array.from({ length: 60 }, (_, at) => `k${at % 12}`);
    const more = [...keys, ...Array.from({ length: MAX_LINES }, (_, at) => `k${at + 2}`)];
    const { lines } = seriesOf(sampleOf(more.map((_, at) => at), more), null, chart(null, "key"), null, 50);
    expect(lines.map(({ name }) => name)).toEqual(["k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9", "others"]);
    expect(lines.at(-1)?.count).toBe(20);
  });
});

test("a hundred thousand points are drawn again in little time", () => {
  const values = Array.from({ length: 100_000 }, (_, at) => Math.sin(at / 500) * 10);
  const sample = sampleOf(values, values.map((_, at) => `k${at % 5}`));
  seriesOf(sample, null, chart("at", "key"), null, 900);
  const again = performance.now();
  seriesOf(sample, null, chart("at", "key"), null, 900);
  const done = performance.now();
  expect(done - again).toBeLessThan(1_000);
});
