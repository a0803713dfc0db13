/**
 * Which rows of a sample a table shows: those that pass a filter, in the order of arrival or of one field.
 *
 * A hundred thousand rows take longer to look through than a frame of the screen lasts, so all of it is done in
 * pieces: `filtering` and `sorting` stop for breath, and whoever drives them decides when they go on.
 */
import { compareRanks, rankOf, type Rank, type TableField } from "./fields";
import type { RowTest } from "./filter";
import { rowAt, startRow, type Sample } from "./sample";

/** Rows looked at between two breaths: well under a millisecond. */
const BREATH = 512;

/** Rows of a growing sample that pass a test, by their number since the sample began; only what is new is looked at. */
export class FilteredRows {
  private readonly rows: number[] = [];
  private oldest = 0;
  private next = 0;

  constructor(private readonly test: RowTest) {}

  /** How many rows pass, as far as was looked. */
  get count(): number {
    return this.rows.length - this.oldest;
  }

  /** How many rows of the sample were not looked at yet. */
  behind(sample: Sample): number {
    return startRow(sample) + sample.rows - Math.max(this.next, startRow(sample));
  }

  at(index: number): number {
    return this.rows[this.oldest + index] ?? -1;
  }

  /** Return the place of a row; -1 when it is none of those that pass. */
  placeOf(number: number): number {
    const place = lowest(this.count, (index) => this.at(index) < number);
    return this.at(place) === number ? place : -1;
  }

  /** Return the numbers of the rows that pass. */
  all(): number[] {
    return this.rows.slice(this.oldest);
  }

  /** Look at what is new, breath by breath; rows the sample has let go are let go here too. */
  *follow(sample: Sample): Generator<void, void> {
    const start = startRow(sample);
    this.forgetBefore(start);
    const end = start + sample.rows;
    this.next = Math.max(this.next, start);
    let sinceBreath = 0;
    while (this.next < end) {
      const row = rowAt(sample, this.next - start);
      if (row?.kind === "item") {
        // Items of one chunk lie side by side: no need to search for each.
        const last = Math.min(row.chunk.to, row.at + BREATH - sinceBreath);
        for (let at = row.at; at < last; at += 1) if (this.test(row.chunk, at)) this.rows.push(this.next + at - row.at);
        sinceBreath += last - row.at;
        this.next += last - row.at;
      } else this.next += 1;
      if (sinceBreath < BREATH) continue;
      sinceBreath = 0;
      yield;
    }
  }

  private forgetBefore(start: number): void {
    while (this.oldest < this.rows.length && (this.rows[this.oldest] ?? 0) < start) this.oldest += 1;
    if (this.oldest < 4_096 || this.oldest * 2 < this.rows.length) return;
    this.rows.splice(0, this.oldest);
    this.oldest = 0;
  }
}

/** Return the numbers of all rows that hold an item, breath by breath. */
export function* everyRow(sample: Sample): Generator<void, number[]> {
  const rows = new FilteredRows(() => true);
  yield* rows.follow(sample);
  return rows.all();
}

export interface Order {
  readonly field: TableField;
  readonly descending: boolean;
}

/** Return these rows in the order of a field, breath by breath; equal ones stay as they were, nulls come last. */
export function* sorting(sample: Sample, rows: readonly number[], order: Order): Generator<void, number[]> {
  const ranks = yield* ranksOf(sample, rows, order.field);
  const known = Uint32Array.from(range(rows.length).filter((at) => ranks[at] !== null));
  const unknown = range(rows.length).filter((at) => ranks[at] === null);
  const sign = order.descending ? -1 : 1;
  const sorted = yield* merged(known, (one, other) => sign * compareRanks(ranks[one] as Exclude<Rank, null>, ranks[other] as Exclude<Rank, null>));
  const result: number[] = [];
  for (const at of sorted) result.push(rows[at] as number);
  for (const at of unknown) result.push(rows[at] as number);
  return result;
}

/** Rows by their place, as a table shows them. */
export interface Placed {
  readonly count: number;
  /** Returns the number of the row at a place. */
  readonly at: (index: number) => number;
}

/** Return the place a row would have among rows that are in order of a field, or, where that is null, of arrival. */
export function placeFor(sample: Sample, rows: Placed, number: number, order: Order | null): number {
  const goesBefore = order === null ? (other: number) => other < number : precedes(sample, number, order);
  return lowest(rows.count, (index) => goesBefore(rows.at(index)));
}

/** Return the first of so many places that is not `below`; all that are come first. */
function lowest(count: number, below: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (below(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function precedes(sample: Sample, number: number, { field, descending }: Order): (other: number) => boolean {
  const rank = rankAt(sample, number, field);
  const sign = descending ? -1 : 1;
  return (other) => {
    const its = rankAt(sample, other, field);
    const order = its === null || rank === null ? Number(its === null) - Number(rank === null) : sign * compareRanks(its, rank);
    return order < 0 || (order === 0 && other < number);
  };
}

function rankAt(sample: Sample, number: number, { read, type }: TableField): Rank {
  const row = rowAt(sample, number - startRow(sample));
  return row?.kind === "item" ? rankOf(read(row.chunk, row.at), type) : null;
}

function* ranksOf(sample: Sample, rows: readonly number[], field: TableField): Generator<void, Rank[]> {
  const ranks: Rank[] = [];
  for (let at = 0; at < rows.length; at += 1) {
    ranks.push(rankAt(sample, rows[at] as number, field));
    if (at % BREATH === BREATH - 1) yield;
  }
  return ranks;
}

/** Merge sort from the bottom up: short stretches are sorted whole, and then merged in pairs. */
function* merged(items: Uint32Array<ArrayBuffer>, compare: (one: number, other: number) => number): Generator<void, Uint32Array<ArrayBuffer>> {
  for (let from = 0; from < items.length; from += BREATH) {
    items.subarray(from, from + BREATH).sort(compare);
    yield;
  }
  let [from, into] = [items, new Uint32Array(items.length)];
  for (let width = BREATH; width < items.length; width *= 2) {
    yield* mergedPairs(from, into, width, compare);
    [from, into] = [into, from];
  }
  return from;
}

function* mergedPairs(from: Uint32Array, into: Uint32Array, width: number, compare: (one: number, other: number) => number): Generator<void, void> {
  for (let start = 0; start < from.length; start += 2 * width) {
    const [middle, end] = [Math.min(start + width, from.length), Math.min(start + 2 * width, from.length)];
    let [left, right] = [start, middle];
    for (let to = start; to < end; to += 1) {
      // At a tie the left one goes first: it came first.
      const takesLeft = left < middle && (right >= end || compare(from[left] as number, from[right] as number) <= 0);
      into[to] = from[takesLeft ? left++ : right++] as number;
      if ((to - start) % (4 * BREATH) === 4 * BREATH - 1) yield;
    }
    yield;
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

/** Go on with something until it is done or the time is over; returns whether it is done. */
export function goOn<T>(work: Iterator<void, T>, slice_ms: number, now_ms: () => number): { readonly done: true; readonly value: T } | { readonly done: false } {
  const until_ms = now_ms() + slice_ms;
  for (;;) {
    const step = work.next();
    if (step.done) return { done: true, value: step.value };
    if (now_ms() >= until_ms) return { done: false };
  }
}

/** Do all of it at once; for what is short. */
export function whole<T>(work: Iterator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
