/** A filter that was typed, made into a test of rows; what does not fit the fields and their types is told in words. */
import { compareRanks, numberIn, rankOf, type Rank, type TableField } from "./fields";
import { readFilter, type Operator, type Read, type Wanted } from "./filterText";
import type { ItemChunk } from "./sample";
import { durationMs, instantMs } from "./timeText";

export type RowTest = (chunk: ItemChunk, at: number) => boolean;

class Unfit extends Error {}

/** Return the test a text asks for, null when it asks for nothing, or why it cannot be. */
export function filterOf(text: string, fields: readonly TableField[]): Read<RowTest | null> {
  const read = readFilter(text);
  if (!read.ok) return read;
  if (read.value === null) return { ok: true, value: null };
  try {
    return { ok: true, value: testOf(read.value, fields) };
  } catch (error) {
    if (error instanceof Unfit) return { ok: false, why: error.message };
    throw error;
  }
}

function testOf(wanted: Wanted, fields: readonly TableField[]): RowTest {
  switch (wanted.kind) {
    case "any":
    case "all": {
      const tests = wanted.parts.map((part) => testOf(part, fields));
      return wanted.kind === "any" ? (chunk, at) => tests.some((test) => test(chunk, at)) : (chunk, at) => tests.every((test) => test(chunk, at));
    }
    case "not": {
      const test = testOf(wanted.part, fields);
      return (chunk, at) => !test(chunk, at);
    }
    case "words":
      return wordsTest(wanted.text, wanted.quoted, fields);
    case "compare":
      return comparison(fieldNamed(wanted.field, fields), wanted.operator, wanted.value, wanted.quoted);
    default:
      return wanted satisfies never;
  }
}

/** The name of a yes-or-no field alone asks for a yes; any other words are looked for everywhere. */
function wordsTest(text: string, quoted: boolean, fields: readonly TableField[]): RowTest {
  const flag = quoted ? undefined : fields.find(({ name, type }) => type === "bool" && name === text);
  if (flag !== undefined) return (chunk, at) => flag.read(chunk, at) === true;
  const words = text.toLowerCase();
  return (chunk, at) => fields.some(({ read }) => textOf(read(chunk, at)).includes(words));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return (typeof value === "object" ? JSON.stringify(value) : String(value)).toLowerCase();
}

function fieldNamed(name: string, fields: readonly TableField[]): TableField {
  const found = fields.find((field) => field.name === name) ?? fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new Unfit(`There is no field '${name}'; there are ${fields.map((field) => field.name).join(", ")}.`);
}

function comparison(field: TableField, operator: Operator, value: string, quoted: boolean): RowTest {
  const { read, type } = field;
  if (!quoted && value === "null" && (operator === "=" || operator === "!=")) {
    return (chunk, at) => isNull(read(chunk, at)) === (operator === "=");
  }
  if (operator === "~") {
    const words = value.toLowerCase();
    return (chunk, at) => textOf(read(chunk, at)).includes(words);
  }
  const timeOfDay = type === "timestamp" ? timeOfDayMs(value) : null;
  const rank = timeOfDay ?? wantedRank(field, value);
  const rankAt = timeOfDay === null ? (found: unknown): Rank => rankOf(found, type) : dayTime;
  const holds = HOLDS[operator];
  return (chunk, at) => {
    const found = rankAt(read(chunk, at));
    // What is null is unlike anything, and neither more nor less.
    return found === null ? operator === "!=" : holds(compareRanks(found, rank));
  };
}

const HOLDS: Readonly<Record<Exclude<Operator, "~">, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

/** Return what a value that was typed ranks as beside the values of its field. */
function wantedRank({ name, type }: TableField, value: string): Exclude<Rank, null> {
  const rank = typedRank(type, value);
  if (rank === null) throw new Unfit(`'${value}' is ${NOT_A[type] ?? "nothing"}, and '${name}' is ${type}.`);
  return rank;
}

function typedRank(type: string, value: string): Rank {
  if (type === "int" || type === "float") return numberIn(value);
  if (type === "timestamp") return instantMs(wholeInstant(value));
  if (type === "duration") return /\d/.test(value) && durationMs(value) !== 0 ? durationMs(value) : /^-?0\w*$/.test(value) ? 0 : null;
  if (type === "bool") return ({ true: 1, yes: 1, false: 0, no: 0 } as Readonly<Record<string, number>>)[value.toLowerCase()] ?? null;
  // Where the type is not known, what looks like a number is compared with numbers.
  return type === "" ? (numberIn(value) ?? value) : value;
}

const NOT_A: Readonly<Record<string, string>> = {
  int: "no number", float: "no number", timestamp: "no time such as 2022-01-01T10:04 or 10:04:12", duration: "no duration such as 5s or 1m 30s",
  bool: "neither true nor false",
};

/** Return an instant with the parts that were left out: `2022-01-01T10:04` is at its first second. */
function wholeInstant(text: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?Z?$/.exec(text);
  return parts === null ? text : `${parts[1]}T${parts[2] ?? "00"}:${parts[3] ?? "00"}:${parts[4] ?? "00"}Z`;
}

const DAY_MS = 86_400_000;

/** Return the milliseconds since midnight that `10:04` or `10:04:12.5` means; null for any other text. */
function timeOfDayMs(text: string): number | null {
  const parts = /^(\d\d?):(\d\d)(?::(\d\d(?:\.\d+)?))?$/.exec(text);
  return parts === null ? null : Number(parts[1]) * 3_600_000 + Number(parts[2]) * 60_000 + Math.round(Number(parts[3] ?? 0) * 1e6) / 1e3;
}

function dayTime(value: unknown): Rank {
  const instant = typeof value === "string" ? instantMs(value) : null;
  return instant === null ? null : ((instant % DAY_MS) + DAY_MS) % DAY_MS;
}
