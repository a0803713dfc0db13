/**
 * A bounded sample of what left one port: the newest items as columns, and a mark where items are missing.
 *
 *     chunks   [items 0..255][gap 1,200][items 1456..1700]
 *     rows      0 ... 255     256        257 ... 501          a gap is one row
 *
 * A sample is never changed, so holding one still is keeping a reference to it. Rows keep their number when older
 * ones are let go. Columns stay columns: no object is made for an item.
 */
import type { Columns } from "./events";
import { weightOf } from "./weight";

/** How many items of one port are kept at most; the oldest are let go first. */
export const MAX_ITEMS = 100_000;

/** Chunks are joined up to this size, so that many small events do not become many chunks. */
const JOIN_BELOW = 128;

export interface ItemChunk {
  readonly kind: "items";
  /** The number of its first row, counted since the sample began. */
  readonly row: number;
  /** How many items had left the port before position `from`. */
  readonly first: number;
  /** The kept positions of the columns: `from` included, `to` not. */
  readonly from: number;
  readonly to: number;
  readonly keys: readonly string[] | null;
  readonly columns: Columns;
}

export interface GapChunk {
  readonly kind: "gap";
  readonly row: number;
  readonly first: number;
  readonly skipped: number;
}

export type Chunk = ItemChunk | GapChunk;

export interface Sample {
  readonly chunks: readonly Chunk[];
  /** Items kept here. */
  readonly items: number;
  /** Rows kept here: the items, and one for each gap. */
  readonly rows: number;
  /** Items that have left the port, as far as the sample was told. */
  readonly total: number;
  /** Items the server did not send. */
  readonly skipped: number;
  /** Items that were here and were let go. */
  readonly forgotten: number;
  /** About how much memory the items take. */
  readonly bytes: number;
}

export const EMPTY_SAMPLE: Sample = { chunks: [], items: 0, rows: 0, total: 0, skipped: 0, forgotten: 0, bytes: 0 };

export interface NewItems {
  readonly first: number;
  readonly count: number;
  readonly keys: readonly string[] | null;
  readonly columns: Columns;
}

/** Return the sample with these items at its end, and at most `limit` items in all. */
export function addItems(sample: Sample, items: NewItems, limit: number = MAX_ITEMS): Sample {
  if (items.count === 0) return sample;
  const added: ItemChunk = {
    kind: "items", row: endRow(sample), first: items.first, from: 0, to: items.count, keys: items.keys, columns: items.columns,
  };
  const chunks = withChunk(sample.chunks, added);
  const grown: Sample = {
    ...sample,
    chunks,
    bytes: sample.bytes + weightOfNew(sample.chunks, chunks),
    items: sample.items + items.count,
    rows: sample.rows + items.count,
    total: Math.max(sample.total, items.first + items.count),
  };
  return trimmed(grown, limit);
}

/** Return the sample with a mark that `skipped` items are missing at its end. */
export function addGap(sample: Sample, first: number, skipped: number): Sample {
  if (skipped === 0) return sample;
  const last = sample.chunks.at(-1);
  const joins = last?.kind === "gap";
  const gap: GapChunk = joins
    ? { ...last, skipped: last.skipped + skipped }
    : { kind: "gap", row: endRow(sample), first, skipped };
  return {
    ...sample,
    chunks: [...(joins ? sample.chunks.slice(0, -1) : sample.chunks), gap],
    rows: sample.rows + (joins ? 0 : 1),
    total: Math.max(sample.total, first + skipped),
    skipped: sample.skipped + skipped,
  };
}

/** One row of a sample: an item's place in its chunk, or a gap. */
export type Row = ({ readonly kind: "item" } & ItemRow) | GapChunk;

export interface ItemRow {
  readonly chunk: ItemChunk;
  readonly at: number;
}

/** Return the row at `index`, counted from the oldest row that is kept. */
export function rowAt(sample: Sample, index: number): Row | null {
  if (index < 0 || index >= sample.rows) return null;
  const row = startRow(sample) + index;
  const chunk = chunkOf(sample.chunks, "row", row);
  return chunk.kind === "gap" ? chunk : { kind: "item", chunk, at: chunk.from + (row - chunk.row) };
}

/** Return the item before which so many had left the port; null when it is not kept. */
export function itemNumbered(sample: Sample, number: number): ItemRow | null {
  if (sample.chunks.length === 0) return null;
  const chunk = chunkOf(sample.chunks, "first", number);
  if (chunk.kind === "gap") return null;
  const at = chunk.from + number - chunk.first;
  return at >= chunk.from && at < chunk.to ? { chunk, at } : null;
}

/** Return the number of the oldest row that is kept, counted since the sample began. */
export function startRow(sample: Sample): number {
  return sample.chunks[0]?.row ?? 0;
}

/** Return the value of one field of an item. */
export function cell(chunk: ItemChunk, at: number, name: string): unknown {
  return chunk.columns[name]?.[at] ?? null;
}

/** Return the names of the columns, as the newest items have them. */
export function columnNames(sample: Sample): readonly string[] {
  const newest = sample.chunks.findLast((chunk) => chunk.kind === "items");
  return newest?.kind === "items" ? Object.keys(newest.columns) : [];
}

/** Call `visit` for every item that is kept, oldest first. */
export function eachItem(sample: Sample, visit: (chunk: ItemChunk, at: number) => void): void {
  for (const chunk of sample.chunks) {
    if (chunk.kind === "gap") continue;
    for (let at = chunk.from; at < chunk.to; at += 1) visit(chunk, at);
  }
}

/** Return the sample without its oldest items, so that those that stay take no more than so much memory. */
export function lighter(sample: Sample, bytes: number): Sample {
  let [over, items] = [sample.bytes - bytes, 0];
  for (const chunk of sample.chunks) {
    if (over <= 0) break;
    if (chunk.kind === "gap") continue;
    over -= weightOf(chunk.columns, chunk.to);
    items += chunk.to - chunk.from;
  }
  return trimmed(sample, sample.items - items);
}

function weightOfNew(before: readonly Chunk[], after: readonly Chunk[]): number {
  const [last, added] = [before.at(-1), after.at(-1)];
  const replaced = after.length === before.length && last?.kind === "items" ? weightOf(last.columns, last.to) : 0;
  return (added?.kind === "items" ? weightOf(added.columns, added.to) : 0) - replaced;
}

function endRow(sample: Sample): number {
  return startRow(sample) + sample.rows;
}

function withChunk(chunks: readonly Chunk[], added: ItemChunk): readonly Chunk[] {
  const last = chunks.at(-1);
  if (last?.kind !== "items" || !mayJoin(last, added)) return [...chunks, added];
  return [...chunks.slice(0, -1), joined(last, added)];
}

function mayJoin(last: ItemChunk, added: ItemChunk): boolean {
  const follows = last.first + (last.to - last.from) === added.first;
  const small = last.to - last.from + added.to <= JOIN_BELOW;
  const alike = Object.keys(added.columns).every((name) => name in last.columns);
  return follows && small && alike && (last.keys === null) === (added.keys === null);
}

function joined(last: ItemChunk, added: ItemChunk): ItemChunk {
  const { from, to } = last;
  const columns: Record<string, readonly unknown[]> = {};
  for (const [name, values] of Object.entries(last.columns)) {
    columns[name] = [...values.slice(from, to), ...(added.columns[name] ?? [])];
  }
  const keys = last.keys === null || added.keys === null ? null : [...last.keys.slice(from, to), ...added.keys];
  return { kind: "items", row: last.row, first: last.first, from: 0, to: to - from + added.to, keys, columns };
}

function trimmed(sample: Sample, limit: number): Sample {
  let over = sample.items - limit;
  if (over <= 0) return sample;
  const chunks = [...sample.chunks];
  let [rows, items, bytes] = [sample.rows, sample.items, sample.bytes];
  while (over > 0 || chunks[0]?.kind === "gap") {
    const oldest = chunks[0];
    if (oldest === undefined) break;
    const size = oldest.kind === "gap" ? 1 : oldest.to - oldest.from;
    if (oldest.kind === "items" && size > over) {
      chunks[0] = { ...oldest, row: oldest.row + over, first: oldest.first + over, from: oldest.from + over };
      rows -= over;
      items -= over;
      break;
    }
    chunks.shift();
    rows -= size;
    if (oldest.kind === "gap") continue;
    bytes -= weightOf(oldest.columns, oldest.to);
    items -= size;
    over -= size;
  }
  return { ...sample, chunks, rows, items, bytes: chunks.length === 0 ? 0 : bytes, forgotten: sample.forgotten + (sample.items - items) };
}

/** Return the last chunk that begins at that row, or with the item of that number, or before; the first when none does. */
function chunkOf(chunks: readonly Chunk[], by: "row" | "first", wanted: number): Chunk {
  let [low, high] = [0, chunks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((chunks[middle] as Chunk)[by] <= wanted) low = middle;
    else high = middle - 1;
  }
  return chunks[low] as Chunk;
}
