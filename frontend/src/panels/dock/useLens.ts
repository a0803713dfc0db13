/** A table's rows as a filter and an order leave them, found in slices so that nobody's typing ever waits for it. */
import { useEffect, useMemo, useState } from "react";
import type { TableField } from "../../run/fields";
import { filterOf, type RowTest } from "../../run/filter";
import type { Read } from "../../run/filterText";
import { everyRow, FilteredRows, goOn, placeFor, sorting, type Order, type Placed } from "../../run/rows";
import { rowAt, startRow, type ItemRow, type Row, type Sample } from "../../run/sample";
import { whyLeftOut, withRow } from "./outside";

/** How long the page may be busy with it at a stretch. */
const SLICE_MS = 8;

/** So many rows are looked through before anybody could read that they are. */
const SEEN_AT_ONCE = 5_000;

/** What is asked of a table: all of it, as it came, where nothing is said. */
export interface Look {
  readonly filter?: string;
  /** `val`, or `-val` for falling order. */
  readonly sort?: string | null;
  /** The test of a marked stretch of event time. */
  readonly within?: RowTest | null;
  /** The number of the row that is chosen. */
  readonly chosen?: number | null;
}

export interface Lens {
  /** Rows that are let through. */
  readonly count: number;
  /** Rows to show: those, and the chosen one where it is left out. */
  readonly places: number;
  /** Where the chosen row stands among those, and in words what leaves it out; null when none is chosen, or it is not kept. */
  readonly chosen: { readonly place: number; readonly leftOut: string } | null;
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
  /** Returns the numbers of all rows that are let through; null for all there are. */
  rows(): readonly number[] | null;
}

/** What `-val` means: by `val`, the largest first. */
export function orderOf(sort: string | null, fields: readonly TableField[]): Order | null {
  if (sort === null) return null;
  const field = fields.find(({ name }) => name === sort) ?? fields.find(({ name }) => `-${name}` === sort);
  return field === undefined ? null : { field, descending: field.name !== sort };
}

/**
 * Return the rows to show: those that a typed filter lets through and that are `within` a stretch of event time, if one is marked;
 * and the chosen one, whatever leaves it out. A sample in another order than it came must stand still; one that is filtered may grow.
 */
export function useLens(sample: Sample, fields: readonly TableField[], look: Look): Lens {
  const { filter = "", sort = null, within = null, chosen = null } = look;
  const typed = useMemo(() => filterOf(filter, fields), [filter, fields]);
  const parsed = useMemo(() => both(typed, within), [typed, within]);
  const order = useMemo(() => orderOf(sort, fields), [sort, fields]);
  const rows = useFiltered(sample, parsed);
  const sorted = useSorted(sample, rows.found, rows.working, order);
  const found = sorted.rows !== null ? ofSorted(sorted.rows) : rows.found === null ? identity(sample) : ofFiltered(rows.found);
  const own = chosen === null ? null : chosenIn(sample, found, chosen, sorted.rows === null ? null : order, (row) => whyLeftOut(row, typed, within));
  const shown = own === null || own.leftOut === "" || chosen === null ? found : withRow(found, chosen, own.place);
  return {
    count: found.count,
    places: shown.count,
    chosen: own,
    working: (rows.found?.behind(sample) ?? 0) > SEEN_AT_ONCE || sorted.working,
    why: parsed.ok ? null : parsed.why,
    active: rows.found !== null || order !== null,
    asked: [filter.trim() === "" ? "" : "fits the filter", within === null ? "" : "is in the marked stretch of time"].filter(Boolean).join(" and "),
    row: (index) => rowAt(sample, shown.at(index) - startRow(sample)),
    numberAt: shown.at,
    rows: found.all,
  };
}

function both(read: Read<RowTest | null>, within: RowTest | null): Read<RowTest | null> {
  if (!read.ok || within === null) return read;
  const { value } = read;
  return value === null ? { ok: true, value: within } : { ok: true, value: (chunk, at) => within(chunk, at) && value(chunk, at) };
}

interface Found extends Placed {
  readonly all: () => readonly number[] | null;
  /** Returns the place of a row; -1 when it is not among them. */
  readonly placeOf: (number: number) => number;
}

function identity(sample: Sample): Found {
  const start = startRow(sample);
  return { count: sample.rows, at: (index) => start + index, all: () => null, placeOf: (number) => number - start };
}

function ofFiltered(rows: FilteredRows): Found {
  return { count: rows.count, at: (index) => rows.at(index), all: () => rows.all(), placeOf: (number) => rows.placeOf(number) };
}

function ofSorted(rows: readonly number[]): Found {
  return { count: rows.length, at: (index) => rows[index] ?? -1, all: () => rows, placeOf: (number) => rows.indexOf(number) };
}

/** Return where a chosen row stands, or would stand if nothing left it out; null when it is not kept, or not looked at yet. */
function chosenIn(sample: Sample, found: Found, number: number, order: Order | null, whyNot: (row: ItemRow) => string): Lens["chosen"] {
  const row = rowAt(sample, number - startRow(sample));
  if (row?.kind !== "item") return null;
  const place = found.placeOf(number);
  if (place >= 0) return { place, leftOut: "" };
  const leftOut = whyNot(row);
  return leftOut === "" ? null : { place: placeFor(sample, found, number, order), leftOut };
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
