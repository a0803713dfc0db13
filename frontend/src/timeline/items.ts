/**
 * The items that a window step judged, as columns of numbers: one row each, in the order of their positions, which is
 * that of arrival. Rows are only added at the end and let go at the beginning; `order` lists them by event time.
 *
 *     row     0      1      2      3           order   1  0  3  2
 *     time   10:04  10:01  10:09  10:06                 by event time
 *
 * Nothing is made for an item but its numbers. Instants are microseconds, not-a-number where there is none.
 */
import { cell, type ItemChunk } from "../run/sample";
import { instantUs, durationUs } from "./instants";
import type { Keys } from "./keys";

export const MAX_ITEMS = 100_000;
/** Let go of together, so that letting go is rare. */
const LET_GO = 10_000;

export const ON_TIME = 0;
export const LATE = 1;

type Column = Float64Array;

export class Items {
  count = 0;
  /** Rows that were here and were let go. */
  forgotten = 0;
  key = new Uint32Array(0);
  verdict = new Uint8Array(0);
  time: Column = new Float64Array(0);
  /** System time; not-a-number in a run whose clock stands still. */
  arrived: Column = new Float64Array(0);
  before: Column = new Float64Array(0);
  after: Column = new Float64Array(0);
  position: Column = new Float64Array(0);
  /** Who set the watermark; not-a-number where the passing of time had, or where the item left it alone. */
  setter: Column = new Float64Array(0);
  /** As the engine says of a late item; not-a-number for others. */
  told: Column = new Float64Array(0);
  /** The furthest watermark of any key once this item was judged. */
  furthest: Column = new Float64Array(0);
  /** The smallest wait that keeps it, kept by `waits.ts`. */
  needed: Column = new Float64Array(0);
  /** Rows by event time. */
  order = new Uint32Array(0);
  /** Lists of window ids, flat: those of row r are from `idEnds[r - 1]` to `idEnds[r]`, counted from the first kept. */
  private ids: (number | string | null)[] = [];
  private idEnds = new Uint32Array(0);

  constructor(readonly keys: Keys, private readonly most = MAX_ITEMS) {}

  /** Add the items of a chunk from one place to another, and let go of the oldest if there are too many. */
  add(chunk: ItemChunk, from: number, to: number): void {
    const first = this.count;
    this.makeRoom(first + to - from);
    for (let at = from; at < to; at += 1) this.push(chunk, at);
    this.sortIn(first);
    if (this.count > this.most) this.letGo(this.count - this.most + Math.min(LET_GO, this.most >> 1));
  }

  private push(chunk: ItemChunk, at: number): void {
    const row = this.count;
    const key = this.keys.intern(chunk.keys?.[at] ?? "");
    const late = cell(chunk, at, "verdict") === "late";
    const after = instantUs(cell(chunk, at, "watermark_after"));
    this.key[row] = key;
    this.verdict[row] = late ? LATE : ON_TIME;
    this.time[row] = instantUs(cell(chunk, at, "timestamp"));
    this.arrived[row] = instantUs(cell(chunk, at, "arrived_at"));
    this.before[row] = instantUs(cell(chunk, at, "watermark_before"));
    this.after[row] = after;
    this.position[row] = numberOf(cell(chunk, at, "position"));
    this.setter[row] = numberOf(cell(chunk, at, "watermark_position"));
    this.told[row] = durationUs(cell(chunk, at, "wait_needed"));
    this.furthest[row] = Math.max(after, row > 0 ? (this.furthest[row - 1] as number) : -Infinity);
    this.pushIds(row, cell(chunk, at, "window_ids"));
    this.keys.watermark[key] = after;
    this.keys.items[key] = (this.keys.items[key] ?? 0) + 1;
    if (late) this.keys.late[key] = (this.keys.late[key] ?? 0) + 1;
    this.count = row + 1;
  }

  private pushIds(row: number, ids: unknown): void {
    if (Array.isArray(ids)) for (const id of ids) this.ids.push(id as number | string | null);
    this.idEnds[row] = this.ids.length;
  }

  /** Return the ids of the windows of a row, as text; null stands for one that nobody can know yet. */
  windowIds(row: number): (string | null)[] {
    const from = row === 0 ? 0 : (this.idEnds[row - 1] as number);
    return this.ids.slice(from, this.idEnds[row]).map((id) => (id === null ? null : String(id)));
  }

  /** Return the row of an item by its position; -1 when it is not kept or was never told. */
  rowAt(position: number): number {
    let [low, high] = [0, this.count - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const here = this.position[middle] as number;
      if (here === position) return middle;
      if (here < position) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Return how many rows of `order` are before this instant. */
  before_us(time_us: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.time[this.order[middle] as number] as number) < time_us) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  get firstTime(): number {
    return this.count === 0 ? Number.NaN : (this.time[this.order[0] as number] as number);
  }

  get lastTime(): number {
    return this.count === 0 ? Number.NaN : (this.time[this.order[this.count - 1] as number] as number);
  }

  /** Put the rows from `first` on where they belong in `order`, which is sorted as far as it goes. */
  private sortIn(first: number): void {
    const { time, order } = this;
    const added = Uint32Array.from({ length: this.count - first }, (_, at) => first + at);
    added.sort((a, b) => (time[a] as number) - (time[b] as number) || a - b);
    let [old, fresh, at] = [first - 1, added.length - 1, this.count - 1];
    while (fresh >= 0) {
      const takesOld = old >= 0 && (time[order[old] as number] as number) > (time[added[fresh] as number] as number);
      order[at] = takesOld ? (order[old] as number) : (added[fresh] as number);
      if (takesOld) old -= 1;
      else fresh -= 1;
      at -= 1;
    }
  }

  private letGo(rows: number): void {
    const { count } = this;
    for (let row = 0; row < rows; row += 1) this.uncount(row);
    const firstId = this.idEnds[rows - 1] as number;
    this.ids = this.ids.slice(firstId);
    for (let row = rows; row < count; row += 1) this.idEnds[row] = (this.idEnds[row] as number) - firstId;
    for (const column of this.columns()) column.copyWithin(0, rows, count);
    let kept = 0;
    for (let at = 0; at < count; at += 1) {
      const row = this.order[at] as number;
      if (row >= rows) this.order[kept++] = row - rows;
    }
    this.count = count - rows;
    this.forgotten += rows;
  }

  private uncount(row: number): void {
    const key = this.key[row] as number;
    this.keys.lost[key] = true;
    this.keys.items[key] = (this.keys.items[key] ?? 0) - 1;
    if (this.verdict[row] === LATE) this.keys.late[key] = (this.keys.late[key] ?? 0) - 1;
  }

  private columns(): (Float64Array | Uint32Array | Uint8Array)[] {
    const { key, verdict, time, arrived, before, after, position, setter, told, furthest, needed, idEnds } = this;
    return [key, verdict, time, arrived, before, after, position, setter, told, furthest, needed, idEnds];
  }

  private makeRoom(rows: number): void {
    if (rows <= this.time.length) return;
    const room = Math.max(1_024, 2 * rows);
    const wider = (column: Column): Column => copied(column, new Float64Array(room));
    this.key = copied(this.key, new Uint32Array(room));
    this.order = copied(this.order, new Uint32Array(room));
    this.idEnds = copied(this.idEnds, new Uint32Array(room));
    this.verdict = copied(this.verdict, new Uint8Array(room));
    [this.time, this.arrived, this.before, this.after] = [wider(this.time), wider(this.arrived), wider(this.before), wider(this.after)];
    [this.position, this.setter, this.told] = [wider(this.position), wider(this.setter), wider(this.told)];
    [this.furthest, this.needed] = [wider(this.furthest), wider(this.needed)];
  }
}

function copied<T extends Float64Array | Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : typeof value === "string" ? Number(value) : Number.NaN;
}
