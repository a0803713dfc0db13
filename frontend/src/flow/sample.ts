/** A small data file (CSV, JSON Lines, JSON list) turned into a flow that begins with its items. */
import type { Flow } from "../api/types";
import { blankFlow } from "./document";
import { isRecord } from "./edits";
import { isNumber, numberOf, readJson, writeJson } from "./exactJson";
import { freshId } from "./naming";

const MOST_ITEMS = 1_000;

export type Sample = { ok: true; flow: Flow; note: string } | { ok: false; why: string };

/** Return whether a file holds data rather than a flow. */
export function isDataFile(name: string, text: string): boolean {
  return /\.(csv|jsonl|ndjson)$/i.test(name) || text.trimStart().startsWith("[");
}

/** Return a flow with one testing source of the file's items. */
export function readSample(name: string, text: string): Sample {
  const items = /\.csv$/i.test(name) ? readCsv(text) : readJsonItems(text);
  if (typeof items === "string") return { ok: false, why: items };
  if (items.length === 0) return { ok: false, why: "It holds no items." };
  const kept = items.slice(0, MOST_ITEMS);
  const schema = inferSchema(kept);
  const stem = name.replace(/\.[^.]*$/, "") || "data";
  const id = freshId(stem, new Set());
  const config = { schema, items: kept.map((item) => typed(item, schema)) };
  const flow: Flow = { ...blankFlow(stem), steps: [{ id, operator: "testing_source", config }], layout: { [id]: { x: 0, y: 0 } } };
  const note = items.length > MOST_ITEMS ? `It holds ${items.length.toLocaleString("en")} items; the first ${MOST_ITEMS.toLocaleString("en")} were taken.` : "";
  return { ok: true, flow, note };
}

type Item = Record<string, unknown>;

function readJsonItems(text: string): Item[] | string {
  try {
    const list: unknown = text.trimStart().startsWith("[") ? readJson(text) : text.split("\n").filter((line) => line.trim() !== "").map(parseLine);
    if (!Array.isArray(list) || !list.every(isRecord)) return "Each item must be a JSON object, such as {\"time\": \"2022-01-01T00:00:00Z\"}.";
    return list as Item[];
  } catch (error) {
    return error instanceof Error ? `${error.message}.` : "It cannot be read as JSON.";
  }
}

function parseLine(line: string, index: number): unknown {
  try {
    return readJson(line);
  } catch {
    throw new Error(`Line ${index + 1} is not JSON: ${line.slice(0, 40)}`);
  }
}

function readCsv(text: string): Item[] | string {
  const [header, ...rows] = splitCsv(text);
  if (!header) return "It is empty.";
  const odd = rows.findIndex((row) => row.length !== header.length);
  if (odd >= 0) return `Row ${odd + 2} has ${rows[odd]?.length} cells and the header has ${header.length}.`;
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] || null])));
}

/** Return the cells of a CSV text, as RFC 4180 has them: quotes may hold commas, line ends and doubled quotes. */
export function splitCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.replace(/^\uFEFF/, "").matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    if (end === "" && row.length === 0 && !quoted && !plain) break;
    row.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
    if (end === "") break;
  }
  return rows;
}

/** Return the narrowest type of each field that holds all of its values. */
export function inferSchema(items: Item[]): Record<string, string> {
  const names = [...new Set(items.flatMap((item) => Object.keys(item)))];
  return Object.fromEntries(names.map((name) => [name, inferType(items.map((item) => item[name] ?? null))]));
}

const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;

function inferType(values: unknown[]): string {
  const known = values.filter((value) => value !== null);
  const all = (test: (value: unknown) => boolean): boolean => known.length > 0 && known.every(test);
  if (all((value) => typeof value === "boolean" || value === "true" || value === "false")) return "bool";
  if (all(isInt64)) return "int";
  if (all((value) => isNumber(value) || (typeof value === "string" && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(value)))) return "float";
  if (all((value) => typeof value === "string" && TIME.test(value))) return "timestamp";
  if (all(Array.isArray)) return `list[${inferType((known as unknown[][]).flat())}]`;
  if (all(isRecord)) return recordType(inferSchema(known as Item[]));
  return "str";
}

/** Whether a number, or a text of a CSV file, is a whole number of 64 bits. */
function isInt64(value: unknown): boolean {
  const whole = (isNumber(value) || typeof value === "string") && /^-?(0|[1-9]\d{0,18})$/.exec(String(value));
  return whole ? BigInt.asIntN(64, BigInt(whole[0])) === BigInt(whole[0]) : false;
}

function recordType(schema: Record<string, string>): string {
  return `{${Object.entries(schema).map(([name, type]) => `${/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)}: ${type}`).join(", ")}}`;
}

/** Return an item whose CSV texts have become what the schema says. */
function typed(item: Item, schema: Record<string, string>): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, cell(value, schema[name] ?? "str")]));
}

function cell(value: unknown, type: string): unknown {
  if (value === null) return null;
  if (type === "str") return typeof value === "string" ? value : writeJson(value);
  if (typeof value !== "string") return value;
  if (type === "bool") return value === "true";
  return type === "int" || type === "float" ? numberOf(value) : value;
}
