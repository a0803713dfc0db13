/**
 * Kept rows as a file: CSV as RFC 4180 has it, or JSON Lines. Values are exact: nothing is rounded or cut.
 *
 * A spreadsheet takes text that begins with `=`, `+`, `-` or `@` for a formula and may run it. `csv_for_spreadsheets`
 * puts a `'` before such text, which is safe and no longer exact; numbers are left alone.
 */
import { writeJson } from "../flow/exactJson";
import { exactValue } from "./exactValue";
import type { TableField } from "./fields";
import { rowAt, startRow, type ItemChunk, type Sample } from "./sample";

export type ExportFormat = "csv" | "csv_for_spreadsheets" | "jsonl";

export const ENDINGS: Readonly<Record<ExportFormat, string>> = { csv: "csv", csv_for_spreadsheets: "csv", jsonl: "jsonl" };

/** Rows written at a time. */
const PART = 1_000;

/** Give the file part by part; `rows` are numbers of rows since the sample began, as a table shows them. */
export function* exported(sample: Sample, rows: Iterable<number>, fields: readonly TableField[], format: ExportFormat): Generator<string, void> {
  if (format !== "jsonl") yield csvLine(fields.map(({ name }) => csvText(name, false)));
  const start = startRow(sample);
  let lines: string[] = [];
  for (const number of rows) {
    const row = rowAt(sample, number - start);
    if (row?.kind !== "item") continue;
    lines.push(format === "jsonl" ? jsonLine(fields, row.chunk, row.at) : csvLine(fields.map((field) => csvCell(field, row.chunk, row.at, format === "csv_for_spreadsheets"))));
    if (lines.length < PART) continue;
    yield lines.join("");
    lines = [];
  }
  if (lines.length > 0) yield lines.join("");
}

/** Return a name for the file that says where it is from, whatever was in the names. */
export function exportName(parts: readonly string[], format: ExportFormat): string {
  const names = parts.map((part) => part.replaceAll(/[^\p{L}\p{N}_-]+/gu, "-").replaceAll(/^-+|-+$/g, "").slice(0, 60));
  return `${names.filter((name) => name !== "").join("-") || "items"}.${ENDINGS[format]}`;
}

function csvLine(cells: readonly string[]): string {
  return `${cells.join(",")}\r\n`;
}

/** Null is nothing at all; an empty text is a pair of quotes. */
function csvCell({ read, type }: TableField, chunk: ItemChunk, at: number, safe: boolean): string {
  const value = read(chunk, at);
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return csvText(value, safe && !isNumeral(value, type));
  return csvText(typeof value === "object" ? writeJson(exactValue(value, type)) : String(value), false);
}

function csvText(text: string, safe: boolean): string {
  const whole = safe && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return whole === "" || /[",\r\n]|^\s|\s$/.test(whole) ? `"${whole.replaceAll('"', '""')}"` : whole;
}

function jsonLine(fields: readonly TableField[], chunk: ItemChunk, at: number): string {
  const parts = fields.map(({ name, type, read }) => `${writeJson(name)}:${writeJson(exactValue(read(chunk, at), type))}`);
  return `{${parts.join(",")}}\n`;
}

function isNumeral(text: string, type: string): boolean {
  return (type === "int" || type === "float") && /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text);
}
