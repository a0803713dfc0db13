import { expect, test } from "vitest";
import { addItems, cell, EMPTY_SAMPLE, rowAt, type Sample } from "./sample";
import { extentOf, windowRecord, type WindowRecord } from "./windows";

const META = sample(["a", "b"], {
  window_id: [0, 0], merged_ids: [[], [1, 2]],
  open_time: ["2022-01-01T00:00:00Z", "2022-01-01T00:00:05Z"], close_time: ["2022-01-01T00:00:10Z", "2022-01-01T00:00:30Z"],
});

function sample(keys: string[], columns: Record<string, unknown[]>, before: Sample = EMPTY_SAMPLE): Sample {
  return addItems(before, { first: before.total, count: keys.length, keys, columns });
}

function windowAt(index: number, down?: Sample): WindowRecord {
  const row = rowAt(META, index);
  if (row?.kind !== "item") throw new Error("no such window");
  return windowRecord(row.chunk, row.at, down);
}

test("a window has the times and the merges its metadata tells", () => {
  expect(windowAt(1)).toMatchObject({ key: "b", windowId: "0", closeTime: "2022-01-01T00:00:30Z", mergedIds: ["1", "2"], result: null });
});

test("a window is joined with what left for the same key and window", () => {
  const down = sample(["b", "a", "b"], { window_id: [0, 0, 1], total: [3, 4, 5] });
  const { result } = windowAt(1, down);
  expect(result && cell(result.chunk, result.at, "total")).toBe(3);
});

test("a window that closed twice has each time what left then", () => {
  const [meta, down] = [sample(["a", "a"], { window_id: [5, 5] }), sample(["a", "a"], { window_id: [5, 5], total: [10, 1] })];
  expect([0, 1].map((at) => totalAt(meta, at, down))).toEqual([10, 1]);
});

test("a window of which a join gave several rows has the newest", () => {
  const meta = sample(["a", "b"], { window_id: [0, 0] });
  expect(totalAt(meta, 1, sample(["a", "a", "b", "b"], { window_id: [0, 0, 0, 0], total: [1, 2, 3, 4] }))).toBe(4);
});

function totalAt(meta: Sample, index: number, down: Sample): unknown {
  const row = rowAt(meta, index);
  const result = row?.kind === "item" ? windowRecord(row.chunk, row.at, down).result : null;
  return result && cell(result.chunk, result.at, "total");
}

test("a window whose result was let go has none", () => {
  const before = addItems(EMPTY_SAMPLE, { first: 0, count: 1, keys: ["a"], columns: { window_id: [0] } }, 1);
  expect(windowAt(0, before).result).not.toBeNull();
  const after = addItems(before, { first: 1, count: 1, keys: ["b"], columns: { window_id: [9] } }, 1);
  expect(windowAt(0, after).result).toBeNull();
});

test("the extent of windows is the stretch of time that holds them all", () => {
  const extent = extentOf([windowAt(0), windowAt(1)]);
  expect(extent && extent.to_ms - extent.from_ms).toBe(30_000);
  expect(extentOf([])).toBeNull();
});
