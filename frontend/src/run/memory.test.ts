import { describe, expect, test } from "vitest";
import { withinMemory } from "./memory";
import { addItems, EMPTY_SAMPLE, lighter, MAX_ITEMS, type Sample } from "./sample";
import { weightOf } from "./weight";

function kept(events: number, text: string, limit?: number): Sample {
  let sample = EMPTY_SAMPLE;
  for (let event = 0; event < events; event += 1) {
    const columns = { text: Array.from({ length: 200 }, () => text), val: Array.from({ length: 200 }, (_, at) => at) };
    sample = addItems(sample, { first: event * 200, count: 200, keys: null, columns }, limit);
  }
  return sample;
}

test("a sample knows what its items take, also after it let some go", () => {
  const sample = kept(50, "x".repeat(100), 1_000);
  expect(sample.items).toBe(1_000);
  expect(sample.bytes).toBe(5 * weightOf({ text: Array.from({ length: 200 }, () => "x".repeat(100)), val: Array.from({ length: 200 }, () => 1) }, 200));
});

test("small events that are joined are not counted twice", () => {
  let sample = EMPTY_SAMPLE;
  for (let at = 0; at < 100; at += 1) sample = addItems(sample, { first: at, count: 1, keys: null, columns: { val: [at] } });
  expect(sample.bytes).toBe(weightOf({ val: Array.from({ length: 100 }, () => 0) }, 100));
});

test("a sample made lighter loses its oldest items, chunk by chunk", () => {
  const sample = kept(10, "x".repeat(92));
  const half = lighter(sample, sample.bytes / 2);
  expect([half.items, half.forgotten, half.total]).toEqual([1_000, 1_000, 2_000]);
  expect(half.bytes).toBe(sample.bytes / 2);
});

describe("the samples of a run", () => {
  test("stay as they are within the bound", () => {
    const samples = { a: kept(3, "x"), b: kept(3, "y") };
    expect(withinMemory(samples)).toBe(samples);
  });

  test("beyond it lose the oldest items of the heaviest, and no more than a tenth beyond", () => {
    const samples = { heavy: kept(100, "x".repeat(1_000)), light: kept(100, "y") };
    const most = 12_000_000;
    const after = withinMemory(samples, most);
    const bytes = (after.heavy?.bytes ?? 0) + (after.light?.bytes ?? 0);
    expect(after.light).toBe(samples.light);
    expect(bytes).toBeLessThanOrEqual(most);
    expect(after.heavy?.bytes).toBeGreaterThan(0.45 * samples.heavy.bytes);
    expect(after.heavy?.total).toBe(samples.heavy.total);
  });

  test("that cannot be made lighter do not loop for ever", () => {
    expect(withinMemory({ a: kept(1, "x".repeat(100)) }, 0)["a"]?.items).toBe(0);
    expect(withinMemory({}, 0)).toEqual({});
  });
});

test("a hundred thousand items of one port are kept, and one more event is taken in a millisecond or so", () => {
  let sample = kept(MAX_ITEMS / 200 + 10, "2022-01-01T00:00:03.250Z");
  expect(sample.items).toBe(MAX_ITEMS);
  const began = performance.now();
  for (let more = 0; more < 200; more += 1) {
    sample = addItems(sample, { first: sample.total, count: 3, keys: null, columns: { text: ["a", "b", "c"], val: [1, 2, 3] } });
  }
  const each_ms = (performance.now() - began) / 200;
  expect(each_ms).toBeLessThan(5);
});
