import { describe, expect, test } from "vitest";
import { fieldsOf, type TableField } from "./fields";
import { filterOf, type RowTest } from "./filter";
import { everyRow, FilteredRows, goOn, placeFor, sorting, whole } from "./rows";
import { addGap, addItems, cell, EMPTY_SAMPLE, rowAt, startRow, type Sample } from "./sample";
import { streamShape } from "./streamType";

const SHAPE = streamShape("{val: int, name: str, at: timestamp}");

function more(sample: Sample, values: readonly unknown[], limit?: number): Sample {
  const columns = { val: values, name: values.map((one) => `n${String(one)}`), at: values.map((one) => `2022-01-01T00:00:0${Number(one) % 10}Z`) };
  return addItems(sample, { first: sample.total, count: values.length, keys: null, columns }, limit);
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

function testOf(text: string): RowTest {
  const filter = filterOf(text, fieldsOf(EMPTY_SAMPLE, SHAPE));
  if (!filter.ok || filter.value === null) throw new Error(text);
  return filter.value;
}

function values(sample: Sample, rows: readonly number[], field = "val"): unknown[] {
  return rows.map((number) => {
    const row = rowAt(sample, number - startRow(sample));
    return row?.kind === "item" ? cell(row.chunk, row.at, field) : row;
  });
}

function sorted(sample: Sample, name: string, descending = false, type = "int"): unknown[] {
  const field: TableField = { name, type, read: (chunk, at) => cell(chunk, at, name) };
  return values(sample, whole(sorting(sample, whole(everyRow(sample)), { field, descending })), name);
}

describe("rows that pass a filter", () => {
  test("are found as they come, and gaps are none of them", () => {
    const rows = new FilteredRows(testOf("val > 3"));
    let sample = addGap(more(EMPTY_SAMPLE, [1, 5, 3, 4]), 4, 10);
    whole(rows.follow(sample));
    expect(values(sample, rows.all())).toEqual([5, 4]);
    sample = more(sample, [9, 2]);
    expect(rows.behind(sample)).toBe(2);
    whole(rows.follow(sample));
    expect(values(sample, rows.all())).toEqual([5, 4, 9]);
  });

  test("are let go with the sample's, and no other is found twice", () => {
    const rows = new FilteredRows(testOf("val >= 0"));
    let sample = EMPTY_SAMPLE;
    for (const from of numbers(0, 40)) {
      sample = more(sample, numbers(from * 300, from * 300 + 300), 1_000);
      whole(rows.follow(sample));
    }
    expect(values(sample, rows.all())).toEqual(numbers(11_000, 12_000));
  });

  test("have a place each, and others have none", () => {
    const rows = new FilteredRows(testOf("val > 3"));
    const sample = addGap(more(EMPTY_SAMPLE, [1, 5, 3, 4, 9]), 5, 10);
    whole(rows.follow(sample));
    expect(numbers(0, 6).map((number) => rows.placeOf(number))).toEqual([-1, 0, -1, 1, 2, -1]);
  });

  test("are looked for breath by breath", () => {
    const rows = new FilteredRows(testOf("val >= 0"));
    const sample = more(EMPTY_SAMPLE, numbers(0, 5_000));
    const work = rows.follow(sample);
    expect(goOn(work, 0, () => 0).done).toBe(false);
    expect(rows.count).toBe(512);
    whole(work);
    expect(rows.count).toBe(5_000);
  });
});

describe("sorting", () => {
  test("is by number, not by text", () => {
    expect(sorted(more(EMPTY_SAMPLE, [10, 9, -1, 2.5]), "val")).toEqual([-1, 2.5, 9, 10]);
  });

  test("puts what is null last, both ways", () => {
    const sample = more(EMPTY_SAMPLE, [3, null, 1]);
    expect([sorted(sample, "val"), sorted(sample, "val", true)]).toEqual([[1, 3, null], [3, 1, null]]);
  });

  test("tells apart whole numbers that no double holds", () => {
    const sample = more(EMPTY_SAMPLE, ["9007199254740993", "9007199254740992", 5]);
    expect(sorted(sample, "val")).toEqual([5, "9007199254740992", "9007199254740993"]);
  });

  test("is by time where a fraction makes the text longer", () => {
    const at = ["2022-01-01T00:00:03.25Z", "2022-01-01T00:00:03Z", "2022-01-01T00:00:02Z"];
    const sample = addItems(EMPTY_SAMPLE, { first: 0, count: 3, keys: null, columns: { at } });
    expect(sorted(sample, "at", false, "timestamp")).toEqual([at[2], at[1], at[0]]);
  });

  test.each([false, true])("of many leaves equal ones as they came, descending: %s", (descending) => {
    const many = numbers(0, 20_000).map((one) => (one * 7_919) % 101);
    const sample = more(EMPTY_SAMPLE, many);
    const rows = whole(sorting(sample, whole(everyRow(sample)), { field: { name: "val", type: "int", read: (chunk, at) => cell(chunk, at, "val") }, descending }));
    const wanted = numbers(0, 20_000).toSorted((a, b) => (descending ? -1 : 1) * ((many[a] ?? 0) - (many[b] ?? 0)) || a - b);
    expect(rows).toEqual(wanted);
  });
});

describe("the place a row would have", () => {
  const VALUES = [3, null, 1, 7, 3, null, 5];
  const sample = more(EMPTY_SAMPLE, VALUES);
  const field: TableField = { name: "val", type: "int", read: (chunk, at) => cell(chunk, at, "val") };

  test("among rows as they came is by when it came", () => {
    const rows = [1, 4, 6];
    expect([0, 2, 5].map((number) => placeFor(sample, { count: 3, at: (index) => rows[index] ?? -1 }, number, null))).toEqual([0, 1, 2]);
  });

  test.each([false, true])("among sorted ones is where sorting puts it, equal and null ones too, descending: %s", (descending) => {
    const all = whole(sorting(sample, numbers(0, 7), { field, descending }));
    for (const number of numbers(0, 7)) {
      const others = all.filter((one) => one !== number);
      expect(placeFor(sample, { count: 6, at: (index) => others[index] ?? -1 }, number, { field, descending })).toBe(all.indexOf(number));
    }
  });
});

test("a hundred thousand rows are filtered and sorted in slices, with little work", () => {
  const count = 100_000;
  const sample = more(EMPTY_SAMPLE, numbers(0, count).map((one) => (one * 7_919) % 100_003));
  const slicesOf = (work: Iterator<void, unknown>): number[] => {
    const slices: number[] = [];
    for (;;) {
      const began = performance.now();
      const { done } = goOn(work, 8, () => performance.now());
      slices.push(performance.now() - began);
      if (done) return slices;
    }
  };
  const rows = new FilteredRows(testOf("n1 val > 10"));
  const read: TableField["read"] = (chunk, at) => cell(chunk, at, "val");
  const all = whole(everyRow(sample));
  const slices = [...slicesOf(rows.follow(sample)), ...slicesOf(sorting(sample, all, { field: { name: "val", type: "int", read }, descending: false }))];
  expect(rows.count).toBeGreaterThan(1_000);
  expect(slices.length).toBeGreaterThan(3);
  expect(slices.reduce((sum, slice) => sum + slice, 0)).toBeLessThan(3_000);
});
