/**
 * JSON whose numbers stay as they were written: `1.0` is a float and `1` none, and 9007199254740993 keeps its last digit.
 *
 * A number that JavaScript would write again in the same way is a plain `number`. Any other is an `ExactNumber`, which
 * keeps its text. Only what a person wrote into a document is read this way, not what a run tells.
 */
import { parse, stringify } from "lossless-json";

/** A number by its text. Where it is taken for a `number` after all, it is the nearest one. */
export class ExactNumber {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
  valueOf(): number {
    return Number(this.text);
  }
  toJSON(): number {
    return Number(this.text);
  }
}

/** Found in every text with a number that JavaScript would write otherwise, and in few others: each such text is read slower. */
const UNLIKE = /[\d.]{16}|\.\d*0(?!\d)|\.000000|\d[eE]|-0(?![\d.])/;

/** Return the value of a JSON text, with its numbers as they are written. */
export function readJson(text: string): unknown {
  return UNLIKE.test(text) ? parse(text, null, { parseNumber: numberOf, onDuplicateKey: ({ newValue }) => newValue }) : JSON.parse(text);
}

/** Return a value as JSON text, with its numbers as they were written. */
export function writeJson(value: unknown, indent?: number): string {
  return stringify(value, undefined, indent, [{ test: isExact, stringify: String }]) ?? "null";
}

/** Return the number that a text of JSON says: plain, if it is written in the one way in which JavaScript writes it. */
export function numberOf(text: string): number | ExactNumber {
  const plain = Number(text);
  return String(plain) === text ? plain : new ExactNumber(text);
}

export function isExact(value: unknown): value is ExactNumber {
  return value instanceof ExactNumber;
}

export function isNumber(value: unknown): value is number | ExactNumber {
  return typeof value === "number" || isExact(value);
}

/** Return a whole number without a fraction, such as microseconds; null for anything else. */
export function integerOf(value: unknown): bigint | null {
  return isNumber(value) && /^-?\d+$/.test(String(value)) ? BigInt(String(value)) : null;
}

/** Whether two numbers are the same to one who tells integers from floats: `1e2` and `100.0` are, `100` is another. */
export function sameNumber(one: number | ExactNumber, other: number | ExactNumber): boolean {
  const [whole, otherWhole] = [integerOf(one), integerOf(other)];
  if (whole !== null || otherWhole !== null) return whole === otherWhole;
  return Object.is(Number(one), Number(other));
}

/** Return a JSON value with plain numbers; but parts that `keeps` wants stay as they are. */
export function plain(value: unknown, keeps: (record: Record<string, unknown>, name: string) => boolean = () => false): unknown {
  if (isExact(value)) return Number(value);
  if (Array.isArray(value)) return value.map((part) => plain(part, keeps));
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(Object.entries(record).map(([name, part]) => [name, keeps(record, name) ? part : plain(part, keeps)]));
}

/** Return the value of a text that holds flows: what people chose for their steps is exact, all other numbers are plain. */
export function readDocument(text: string): unknown {
  return UNLIKE.test(text) ? plain(readJson(text), isConfig) : JSON.parse(text);
}

function isConfig(record: Record<string, unknown>, name: string): boolean {
  return name === "config" && typeof record["operator"] === "string";
}
