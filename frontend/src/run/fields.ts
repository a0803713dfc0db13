/** The fields of a table's rows: what each is called, of which type it is, and how to read it from a kept item. */
import { cell, columnNames, type ItemChunk, type Sample } from "./sample";
import type { StreamShape } from "./streamType";
import { durationMs, instantMs } from "./timeText";

export interface TableField {
  readonly name: string;
  /** The type as text, such as `int`; empty when it is not known. */
  readonly type: string;
  readonly read: (chunk: ItemChunk, at: number) => unknown;
}

/** Return the fields of a sample's items in the order of the table: the key if there is one, then the item's own. */
export function fieldsOf(sample: Sample, shape: StreamShape | null): readonly TableField[] {
  const names = shape === null ? columnNames(sample) : Object.keys(shape.fields);
  const own = names.map((name): TableField => ({ name, type: shape?.fields[name] ?? "", read: (chunk, at) => cell(chunk, at, name) }));
  const keyed = shape?.keyed ?? sample.chunks.some((chunk) => chunk.kind === "items" && chunk.keys !== null);
  if (!keyed) return own;
  const name = names.includes("key") ? "@key" : "key";
  return [{ name, type: "str", read: (chunk, at) => chunk.keys?.[at] ?? null }, ...own];
}

/** What two values are compared by: numbers as numbers however they are written, instants and durations by how long. */
export type Rank = number | bigint | string | null;

/** Return what a value of this type is ordered by; null comes last. */
export function rankOf(value: unknown, type: string): Rank {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string") return JSON.stringify(value);
  if (type === "timestamp") return instantMs(value) ?? value;
  if (type === "duration") return durationMs(value);
  if (type === "int" || type === "float") return numberIn(value);
  return value;
}

/** Return a number from its text; whole numbers beyond what a double holds stay exact. */
export function numberIn(text: string): number | bigint | null {
  if (/^[+-]?\d{16,}$/.test(text)) return BigInt(text.replace("+", ""));
  const number = Number(text === "inf" || text === "-inf" ? text.replace("inf", "Infinity") : text);
  return Number.isNaN(number) || text.trim() === "" ? null : number;
}

/** Return below 0, 0 or above it, as `one` comes before, with or after `other`; nothing is compared with what is null. */
export function compareRanks(one: Exclude<Rank, null>, other: Exclude<Rank, null>): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Whether values of this type can be drawn as a line. */
export function isNumber(type: string): boolean {
  return type === "int" || type === "float" || type === "duration";
}
