/** The windows a step has closed: its `meta` records, each joined with what left by `down` for the same window. */
import type { TableField } from "./fields";
import { cell, itemNumbered, type ItemChunk, type ItemRow, type Sample } from "./sample";
import { instantMs } from "./timeText";

export interface WindowRecord {
  readonly key: string | null;
  readonly windowId: string | null;
  readonly openTime: string | null;
  readonly closeTime: string | null;
  /** Windows that were merged into this one. */
  readonly mergedIds: readonly string[];
  /** Where its result is among the kept items of `down`; null when it was not sampled or was let go. */
  readonly result: ItemRow | null;
}

/** The fields every result of a window has; the rest is the result. */
export const WINDOW_FIELDS: readonly string[] = ["window_id", "open_time", "close_time"];

/** Return the window in one row of a `meta` port, with its result if `down` still has it. */
export function windowRecord(chunk: ItemChunk, at: number, down: Sample | undefined): WindowRecord {
  const key = chunk.keys?.[at] ?? null;
  const windowId = text(cell(chunk, at, "window_id"));
  const merged = cell(chunk, at, "merged_ids");
  return {
    key,
    windowId,
    openTime: text(cell(chunk, at, "open_time")),
    closeTime: text(cell(chunk, at, "close_time")),
    mergedIds: Array.isArray(merged) ? merged.map(String) : [],
    result: down === undefined ? null : resultOf(down, chunk.first + at - chunk.from, windowName(key, windowId)),
  };
}

/** What each window has in a table, by the names of its columns, before the fields of its result. */
const OWN: Readonly<Record<string, readonly [type: string, read: (window: WindowRecord) => unknown]>> = {
  key: ["str", ({ key }) => key],
  window: ["int", ({ windowId }) => windowId],
  open: ["timestamp", ({ openTime }) => openTime],
  close: ["timestamp", ({ closeTime }) => closeTime],
  merged: ["str", ({ mergedIds }) => (mergedIds.length === 0 ? null : mergedIds.join(", "))],
};

/** Return what a field of a result is called beside the window's own. */
export function resultName(name: string): string {
  return name in OWN ? `result.${name}` : name;
}

/** Return the fields of the rows of a `meta` port; `down` gives the sample their results are in. */
export function windowFields(down: () => Sample | undefined, results: readonly (readonly [name: string, type: string])[]): readonly TableField[] {
  const own = Object.entries(OWN).map(([name, [type, read]]): TableField => ({ name, type, read: (chunk, at) => read(windowRecord(chunk, at, undefined)) }));
  const result = results.map(([field, type]): TableField => {
    const read: TableField["read"] = (chunk, at) => {
      const found = windowRecord(chunk, at, down()).result;
      return found === null ? null : cell(found.chunk, found.at, field);
    };
    return { name: resultName(field), type, read };
  });
  return [...own, ...result];
}

export interface Extent {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** Return the stretch of event time that holds these windows; null when there is none. */
export function extentOf(windows: readonly WindowRecord[]): Extent | null {
  let [from_ms, to_ms] = [Infinity, -Infinity];
  for (const { openTime, closeTime } of windows) {
    from_ms = Math.min(from_ms, instantMs(openTime) ?? Infinity);
    to_ms = Math.max(to_ms, instantMs(closeTime) ?? -Infinity);
  }
  return from_ms <= to_ms ? { from_ms, to_ms } : null;
}

/** Chunks never change, so what was indexed once stays right for as long as the chunk is kept. */
const indexes = new WeakMap<ItemChunk, ReadonlyMap<string, number>>();

/** Return what left for the window that closed as that one. A key that forgot its clock may open a window once more, so its name alone is not enough. */
function resultOf(down: Sample, number: number, wanted: string): ItemRow | null {
  const same = itemNumbered(down, number);
  return same !== null && nameAt(same.chunk, same.at) === wanted ? same : newestOf(down, wanted);
}

/** Return the newest that left for a window of that name, of a step that gives other than one item for each, as a join may. */
function newestOf(down: Sample, wanted: string): ItemRow | null {
  for (let index = down.chunks.length - 1; index >= 0; index -= 1) {
    const chunk = down.chunks[index];
    if (chunk?.kind !== "items") continue;
    const at = indexOf(chunk).get(wanted);
    if (at !== undefined && at >= chunk.from) return { chunk, at };
  }
  return null;
}

function indexOf(chunk: ItemChunk): ReadonlyMap<string, number> {
  const known = indexes.get(chunk);
  if (known !== undefined) return known;
  const index = new Map<string, number>();
  for (let at = chunk.from; at < chunk.to; at += 1) {
    index.set(nameAt(chunk, at), at);
  }
  indexes.set(chunk, index);
  return index;
}

function nameAt(chunk: ItemChunk, at: number): string {
  return windowName(chunk.keys?.[at] ?? null, text(cell(chunk, at, "window_id")));
}

function windowName(key: string | null, windowId: string | null): string {
  return `${windowId}\n${key}`;
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
}
