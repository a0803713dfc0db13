/** One value in one cell: short to read, exact on hover, never confused with another kind of nothing. */
import type { ReactNode } from "react";
import { isRecord } from "../../flow/edits";
import { exactValue } from "../../run/exactValue";
import { durationText, timeText } from "../../run/timeText";

/** No cell shows more; the whole value is on hover up to `LONGEST_TITLE`. */
const LONGEST_TEXT = 300;
const LONGEST_TITLE = 4_000;

/** Return how a value is written; `day` is the day that goes without saying. */
export function cellText(value: unknown, type: string, day: string | null): string {
  if (value === null || value === undefined) return "null";
  if (type === "timestamp" && typeof value === "string") return timeText(value, day === null || !value.startsWith(day));
  if (type === "duration" && typeof value === "string") return durationText(value);
  if (typeof value === "string") return value;
  if (typeof value === "number" && type === "float") return floatText(value);
  return typeof value === "object" ? plainText(exactValue(value, type)) : String(value);
}

/** Return a float with at most six decimals, and a mark where there are more. */
function floatText(value: number): string {
  const text = String(value);
  const [whole = "", decimals = ""] = text.split(".");
  return decimals.length <= 6 || text.includes("e") ? text : `${whole}.${decimals.slice(0, 6)}…`;
}

/** Return a nested value on one line, as a person would write it: `{user: a, tags: [1, 2]}`. */
function plainText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainText).join(", ")}]`;
  if (!isRecord(value)) return typeof value === "string" ? JSON.stringify(value) : String(value);
  return `{${Object.entries(value).map(([name, part]) => `${name}: ${plainText(part)}`).join(", ")}}`;
}

/** Whether values of this type stand to the right, digit under digit. */
export function isNumeric(type: string): boolean {
  return type === "int" || type === "float" || type === "duration";
}

export function Cell({ value, type, day }: { value: unknown; type: string; day: string | null }): ReactNode {
  if (value === null || value === undefined) return <Null />;
  if (value === "") return <span className="dk-quiet" title="An empty text">&quot;&quot;</span>;
  const text = cellText(value, type, day);
  const exact = typeof value === "object" ? text : String(value);
  return <span title={exact.slice(0, LONGEST_TITLE)}>{text.slice(0, LONGEST_TEXT)}</span>;
}

export function Null() {
  return (
    <span className="dk-quiet" title="null: no value">
      <span aria-hidden="true">–</span>
      <span className="dk-hidden">null</span>
    </span>
  );
}

/** Return a count short enough for a badge: `1,204`, `34.1k`, `2.6M`. */
export function shortCount(count: number): string {
  if (count < 10_000) return count.toLocaleString("en-US");
  const [scaled, unit] = count < 1e6 ? [count / 1e3, "k"] : count < 1e9 ? [count / 1e6, "M"] : [count / 1e9, "G"];
  return `${scaled < 100 ? scaled.toFixed(1) : Math.floor(scaled)}${unit}`;
}

/** Return a count in full: `1,204`. */
export function fullCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** Return a count with its noun: `1 item`, `1,204 items`. */
export function counted(count: number, noun: string): string {
  return `${fullCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Return a rate: `20,000/s`, `3.4/s`. */
export function rateText(rate: number): string {
  return `${rate >= 10 ? fullCount(Math.round(rate)) : rate.toFixed(1)}/s`;
}
