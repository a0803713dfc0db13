/** Values of a run as JSON has them, by their types: a whole number that no double holds came as text, and `1.0` came as 1. */
import { isRecord } from "../flow/edits";
import { ExactNumber, numberOf } from "../flow/exactJson";
import { recordFields } from "../flow/typeText";

type Reading = (value: unknown) => unknown;

const readings = new Map<string, Reading>();

/** Return a value of a type written as text, with every number in it exact; what has no type is as it came. */
export function exactValue(value: unknown, type: string): unknown {
  return value === null || value === undefined ? null : readingOf(type)(value);
}

function readingOf(type: string): Reading {
  const known = readings.get(type);
  if (known) return known;
  const reading = newReading(type);
  readings.set(type, reading);
  return reading;
}

function newReading(type: string): Reading {
  if (type === "int") return (value) => (typeof value === "string" && /^-?\d+$/.test(value) ? numberOf(value) : value);
  if (type === "float") return floated;
  const [, kind, inner = ""] = /^(list|map)\[(.*)\]$/s.exec(type) ?? [];
  if (kind === "list") return (value) => (Array.isArray(value) ? value.map((part) => exactValue(part, inner)) : value);
  if (kind === "map") return (value) => withParts(value, () => inner);
  const fields = recordFields(type);
  if (fields === null) return (value) => value;
  const types = new Map(fields);
  return (value) => withParts(value, (name) => types.get(name) ?? "");
}

function floated(value: unknown): unknown {
  if (typeof value !== "number" || !/^-?\d+$/.test(String(value))) return value;
  return new ExactNumber(Object.is(value, -0) ? "-0.0" : `${value}.0`);
}

function withParts(value: unknown, typeOf: (name: string) => string): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, exactValue(part, typeOf(name))]));
}
