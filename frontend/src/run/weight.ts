/** How much memory columns of items take, estimated from a few of their values. */
import type { Columns } from "./events";

/** Values looked at in a column. */
const LOOKED_AT = 8;

/** What holds a text, and what holds a list or a record, beside its letters and parts. */
const [TEXT_BYTES, OBJECT_BYTES, SLOT_BYTES] = [16, 56, 8];

/** Return about how many bytes the first `count` rows of these columns take; the same for the same columns. */
export function weightOf(columns: Columns, count: number): number {
  let bytes = 0;
  for (const values of Object.values(columns)) bytes += averageOf(values, count) * count;
  return Math.round(bytes);
}

function averageOf(values: readonly unknown[], count: number): number {
  const step = Math.max(1, Math.floor(count / LOOKED_AT));
  let [bytes, looked] = [0, 0];
  for (let at = 0; at < count; at += step) {
    bytes += SLOT_BYTES + weightOfValue(values[at]);
    looked += 1;
  }
  return looked === 0 ? 0 : bytes / looked;
}

function weightOfValue(value: unknown): number {
  if (typeof value === "string") return TEXT_BYTES + value.length;
  if (value === null || typeof value !== "object") return 0;
  return Object.values(value).reduce((sum: number, part: unknown) => sum + SLOT_BYTES + weightOfValue(part), OBJECT_BYTES);
}
