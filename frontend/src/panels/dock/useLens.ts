/** A table's rows as a filter and an order leave them, found in slices so that nobody's typing ever waits for it. */
import { useEffect, useMemo, useState } from "react";
import type { TableField } from "../../run/fields";
import { filterOf, type RowTest } from "../../run/filter";
import type { Read } from "../../run/filterText";
import { everyRow, FilteredRows, goOn, sorting, type Order } from "../../run/rows";
import { rowAt, startRow, type Row, type Sample } from "../../run/sample";

/** How long the page may be busy with it at a stretch. */
const SLICE_MS = 8;

/** So many rows are looked through before anybody could read that they are. */
const SEEN_AT_ONCE = 5_000;

export interface Lens {
  /** Rows to show. */
  readonly count: number;
  /** Whether rows are still looked for, or put in order. */
  readonly working: boolean;
  /** Why the filter cannot be; null when it can. */
  readonly why: string | null;
  /** Whether something is left out, or in another order than it came. */
  readonly active: boolean;
  /** What is asked of a row, in words; empty where nothing is. */
  readonly asked: string;
  /** Returns the row at a place of the table. */
  row(index: number): Row | null;
  /** Returns the number, since the sample began, of the row at a place. */
  numberAt(index: number): number;
  /** Returns the place of a row; -1 when it is not among those shown. */
  placeOf(number: number): number;
  /** Returns the numbers of all rows that are shown; null for all there are. */
  rows(): readonly number[] | null;
}

/** What `-val` means: by `val`, the largest first. */
export function orderOf(sort: string | null, fields: readonly TableField[]): Order | null {
  if (sort === null) return null;
  const field = fields.find(({ name }) => name === sort) ?? fields.find(({ name }) => `-${name}` === sort);
  return field === undefined ? null : { field, descending: field.name !== sort };
}

/**
 * Return the rows to show: those that a typed filter lets through and that are `within` a stretch of event time, if one is marked.
 * A sample in another order than it came must stand still; one that is filtered may grow.
 */
export function useLens(sample: Sample, fields: readonly TableField[], filter: string, sort: string | null, within: RowTest | null = null): Lens {
  const parsed = useMemo(() => both(filterOf(filter, fields), within), [filter, fields, within]);
  const order = useMemo(() => orderOf(sort, fields), [sort, fields]);
  const rows = useFiltered(sample, parsed);
  const sorted = useSorted(sample, rows.found, rows.working, order);
  const found: Found = sorted.rows !== null ? { count: sorted.rows.length, at: (index) => sorted.rows?.[index] ?? -1, all: () => sorted.rows } : rows.found === null ? identity(sample) : ofFiltered(rows.found);
  return {
    count: found.count,
    working: (rows.found?.behind(sample) ?? 0) > SEEN_AT_ONCE || sorted.working,
    why: parsed.ok ? null : parsed.why,
    active: rows.found !== null || order !== null,
    asked: [filter.trim() === "" ? "" : "fits the filter", within === null ? "" : "is in the marked stretch of time"].filter(Boolean).join(" and "),
    row: (index) => rowAt(sample, found.at(index) - startRow(sample)),
    numberAt: found.at,
    placeOf: (number) => placeIn(found, number, sample),
    rows: found.all,
  };
}

function both(read: Read<RowTest | null>, within: RowTest | null): Read<RowTest | null> {
  if (!read.ok || within === null) return read;
  const { value } = read;
  return value === null ? { ok: true, value: within } : { ok: true, value: (chunk, at) => within(chunk, at) && value(chunk, at) };
}

interface Found {
  readonly count: number;
  readonly at: (index: number) => number;
  readonly all: () => readonly number[] | null;
}

function identity(sample: Sample): Found {
  return { count: sample.rows, at: (index) => startRow(sample) + index, all: () => null };
}

function ofFiltered(rows: FilteredRows): Found {
  return { count: rows.count, at: (index) => rows.at(index), all: () => rows.all() };
}

function placeIn(found: Found, number: number, sample: Sample): number {
  const all = found.all();
  if (all !== null) return all.indexOf(number);
  const place = number - startRow(sample);
  return place < sample.rows ? place : -1;
}

/** A filter that cannot be read leaves the rows as they were found last. */
function useFiltered(sample: Sample, parsed: Read<RowTest | null>): { found: FilteredRows | null; working: boolean } {
  const [test, setTest] = useState<{ readonly value: RowTest | null }>(() => ({ value: parsed.ok ? parsed.value : null }));
  if (parsed.ok && parsed.value !== test.value) setTest({ value: parsed.value });
  const found = useMemo(() => (test.value === null ? null : new FilteredRows(test.value)), [test]);
  const work = useMemo(() => found?.follow(sample) ?? null, [found, sample]);
  const { done } = useSliced(work);
  return { found, working: !done };
}

function useSorted(sample: Sample, found: FilteredRows | null, waiting: boolean, order: Order | null): { rows: readonly number[] | null; working: boolean } {
  const work = useMemo(() => (order === null || waiting ? null : arranged(sample, found, order)), [sample, found, waiting, order]);
  const { done, value } = useSliced(work);
  // Until rows are in order they are shown as they came, not in an order of another field.
  return { rows: order !== null && done ? (value ?? null) : null, working: order !== null && (waiting || !done) };
}

function* arranged(sample: Sample, found: FilteredRows | null, order: Order): Generator<void, number[]> {
  const rows = found === null ? yield* everyRow(sample) : found.all();
  return yield* sorting(sample, rows, order);
}

interface Sliced<T> {
  readonly work: Iterator<void, T> | null;
  readonly done: boolean;
  readonly value: T | null;
}

/** Do work in slices between frames, and draw again after each; returns whether it is done, and what came of it. */
function useSliced<T>(work: Iterator<void, T> | null): Omit<Sliced<T>, "work"> {
  const [state, set] = useState<Sliced<T>>({ work: null, done: true, value: null });
  useEffect(() => {
    if (work === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const slice = (): void => {
      const step = goOn(work, SLICE_MS, () => performance.now());
      set({ work, done: step.done, value: step.done ? step.value : null });
      if (!step.done) timer = setTimeout(slice);
    };
    slice();
    return () => clearTimeout(timer);
  }, [work]);
  if (work === null) return { done: true, value: null };
  return state.work === work ? state : { done: false, value: null };
}
