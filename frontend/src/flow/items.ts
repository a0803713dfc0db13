/** Items written into a flow: as rows of a table, and as JSON with one item a line. */
import { isRecord } from "./edits";
import { isNumber, readJson, writeJson } from "./exactJson";

/** Return whether a value is a mark such as `{"$": "EOF"}`, which stands between items and is none. */
export function isMark(value: unknown): boolean {
  return isRecord(value) && "$" in value;
}

/** Return items as JSON, one a line, so that they are easy to read and to compare. */
export function writeItems(items: readonly unknown[]): string {
  if (items.length === 0) return "";
  return items.map((item) => writeJson(item)).join("\n");
}

export type ReadItems = { ok: true; items: unknown[] } | { ok: false; why: string };

/** Return the items of a text: a JSON list, or one JSON value a line. */
export function readItems(text: string): ReadItems {
  const trimmed = text.trim();
  if (trimmed === "") return { ok: true, items: [] };
  const whole = parsed(trimmed);
  if (Array.isArray(whole?.value)) return { ok: true, items: whole.value as unknown[] };
  const items: unknown[] = [];
  for (const [index, line] of trimmed.split("\n").entries()) {
    const bare = line.trim().replace(/,$/, "");
    if (bare === "") continue;
    const item = parsed(bare);
    if (!item) return { ok: false, why: `Line ${index + 1} is not JSON: ${bare.slice(0, 60)}` };
    items.push(item.value);
  }
  return { ok: true, items };
}

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: readJson(text) };
  } catch {
    return null;
  }
}

/** Return a cell's value as the text a person edits: texts without quotes, everything else as JSON. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : writeJson(value);
}

/** Return the value a cell's text means in a field of this type; a text that does not fit stays a text, for the check to tell. */
export function cellValue(text: string, type: string): unknown {
  if (text === "") return null;
  if (["str", "timestamp", "duration", "date"].includes(type)) return text;
  const value = parsed(text)?.value;
  if (type === "int" || type === "float") return isNumber(value) && Number.isFinite(Number(value)) ? value : text;
  return value === undefined ? text : value;
}
