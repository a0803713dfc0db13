import { describe, expect, test } from "vitest";
import { addGap, addItems, cell, EMPTY_SAMPLE, rowAt, startRow, type Sample } from "./sample";

/** Draw a sample as text: values, `~n` where n items are missing. */
function drawn(sample: Sample): string {
  const rows = Array.from({ length: sample.rows }, (_, index) => rowAt(sample, index));
  return rows.map((row) => (row === null ? "?" : row.kind === "gap" ? `~${row.skipped}` : String(cell(row.chunk, row.at, "val")))).join(" ");
}

function more(sample: Sample, first: number, count: number, limit?: number): Sample {
  const val = Array.from({ length: count }, (_, at) => first + at);
  return addItems(sample, { first, count, keys: val.map((one) => `k${one}`), columns: { val } }, limit);
}

describe("a sample", () => {
  test("keeps items in the order they left the port", () => {
    expect(drawn(more(more(EMPTY_SAMPLE, 0, 2), 2, 2))).toBe("0 1 2 3");
  });

  test("keeps the newest and counts the ones it let go", () => {
    const sample = more(more(EMPTY_SAMPLE, 0, 4, 5), 4, 3, 5);
    expect(drawn(sample)).toBe("2 3 4 5 6");
    expect(sample).toMatchObject({ items: 5, forgotten: 2, total: 7 });
  });

  test("keeps the newest of one event that is larger than it", () => {
    expect(drawn(more(EMPTY_SAMPLE, 0, 9, 3))).toBe("6 7 8");
  });

  test("shows a gap as one row where the items are missing", () => {
    const sample = more(addGap(more(EMPTY_SAMPLE, 0, 2), 2, 1200), 1202, 1);
    expect(drawn(sample)).toBe("0 1 ~1200 1202");
    expect(sample).toMatchObject({ items: 3, rows: 4, skipped: 1200, total: 1203 });
  });

  test("joins gaps that follow one another", () => {
    expect(drawn(addGap(addGap(EMPTY_SAMPLE, 0, 5), 5, 7))).toBe("~12");
  });

  test("never begins with a gap once the items before it are let go", () => {
    const sample = more(addGap(more(EMPTY_SAMPLE, 0, 2, 2), 2, 9), 11, 2, 2);
    expect(drawn(sample)).toBe("11 12");
  });

  test("numbers a row the same for as long as it is kept", () => {
    const before = more(EMPTY_SAMPLE, 0, 5, 5);
    const after = more(before, 5, 2, 5);
    expect(startRow(after) - startRow(before)).toBe(2);
    expect(rowAt(after, 0)).toMatchObject({ kind: "item" });
    expect(drawn(after)).toBe("2 3 4 5 6");
  });

  test("is never changed, so what was held still stays still", () => {
    const held = more(EMPTY_SAMPLE, 0, 3, 4);
    more(held, 3, 4, 4);
    expect(drawn(held)).toBe("0 1 2");
  });

  test("joins many small events into few chunks and stays right", () => {
    let sample = EMPTY_SAMPLE;
    for (let first = 0; first < 3_000; first += 1) sample = more(sample, first, 1, 1_000);
    expect(sample.chunks.length).toBeLessThan(12);
    expect(sample.items).toBe(1_000);
    expect(drawn(sample).split(" ")).toEqual(Array.from({ length: 1_000 }, (_, at) => String(2_000 + at)));
  });

  test("keeps each key with its item", () => {
    const row = rowAt(more(more(EMPTY_SAMPLE, 0, 4, 5), 4, 3, 5), 0);
    expect(row?.kind === "item" && row.chunk.keys?.[row.at]).toBe("k2");
  });

  test("has no row before the first and after the last", () => {
    const sample = more(EMPTY_SAMPLE, 0, 2);
    expect([rowAt(sample, -1), rowAt(sample, 2)]).toEqual([null, null]);
  });
});
