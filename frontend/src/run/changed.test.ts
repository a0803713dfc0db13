import { expect, test } from "vitest";
import { changedCells, type Rows } from "./changed";

const rows = (values: readonly number[], total = values.length): Rows => ({ total, count: values.length, keys: null, columns: { n: values } });
const marks = (before: Rows | undefined, now: Rows): boolean[] => Array.from({ length: now.count }, (_, row) => changedCells(before, now)(row, "n"));

test("as many items as before are compared cell by cell", () => {
  expect(marks(rows([1, 2, 3]), rows([1, 5, 3]))).toEqual([false, true, false]);
});

test("a column that was not there is new in every row", () => {
  const now: Rows = { total: 1, count: 1, keys: null, columns: { n: [1], m: [2] } };
  const changed = changedCells(rows([1]), now);
  expect([changed(0, "n"), changed(0, "m")]).toEqual([false, true]);
});

test("keys are compared too", () => {
  const keyed = (key: string): Rows => ({ total: 1, count: 1, keys: [key], columns: { n: [1] } });
  expect(changedCells(keyed("a"), keyed("b"))(0, null)).toBe(true);
  expect(changedCells(keyed("a"), keyed("a"))(0, null)).toBe(false);
});

test("among more or fewer items, those are new that were not there, each counted once", () => {
  expect(marks(rows([1, 2]), rows([1, 1, 2]))).toEqual([false, true, false]);
  expect(marks(rows([1, 2, 3]), rows([3, 4]))).toEqual([false, true]);
});

test("nothing is marked where there was nothing, or where nothing is as it was", () => {
  expect(marks(undefined, rows([1, 2]))).toEqual([false, false]);
  expect(marks(rows([]), rows([1]))).toEqual([false]);
  expect(marks(rows([1, 2]), rows([3]))).toEqual([false]);
});
