/** Configurations and the JSON Schemas they follow: which control a field needs, and what a new step begins with. */
import { isRecord } from "./edits";

export type Schema = Record<string, unknown>;

/** What a field is edited with. */
export type Kind =
  | { kind: "text" | "expression" | "duration" | "instant" | "type" | "path" | "boolean" | "json" }
  | { kind: "number"; integer: boolean; least: number | undefined; most: number | undefined }
  | { kind: "choice"; options: string[] }
  | { kind: "record"; fields: FieldSchema[] }
  | { kind: "union"; tag: string; variants: Variant[] }
  | { kind: "list"; element: Schema }
  | { kind: "map"; element: Schema };

export interface FieldSchema {
  name: string;
  schema: Schema;
  required: boolean;
}

export interface Variant {
  tag: string;
  title: string;
  help: string;
  fields: FieldSchema[];
}

const TEXT_FORMATS = ["expression", "duration", "instant", "type", "path"] as const;

/** Return a schema with its references followed and a wrapping "or null" taken off. */
export function resolve(schema: Schema, root: Schema): Schema {
  let here = schema;
  for (let depth = 0; depth < 16; depth += 1) {
    const next = unwrapped(here, root);
    if (next === here) break;
    here = { ...next, ...described(here) };
  }
  return here;
}

function unwrapped(schema: Schema, root: Schema): Schema {
  const reference = schema["$ref"];
  if (typeof reference === "string") return definition(reference, root);
  const parts = schema["anyOf"] ?? schema["allOf"] ?? schema["oneOf"];
  if (!Array.isArray(parts)) return schema;
  const real = (parts as Schema[]).filter((part) => part["type"] !== "null");
  return real.length === 1 && real[0] ? real[0] : schema;
}

function definition(reference: string, root: Schema): Schema {
  const definitions = root["$defs"];
  const found = isRecord(definitions) ? definitions[reference.replace("#/$defs/", "")] : undefined;
  return isRecord(found) ? found : {};
}

/** A field's own words and default win over those of the type it refers to. */
function described(schema: Schema): Schema {
  const own: Schema = {};
  for (const name of ["title", "description", "default", "examples", "format", "expects", "access", "at_least", "functions"]) {
    if (schema[name] !== undefined) own[name] = schema[name];
  }
  return own;
}

/** Return the fields of a record's schema, in its order. */
export function fieldsOf(schema: Schema): FieldSchema[] {
  const properties = schema["properties"];
  if (!isRecord(properties)) return [];
  const required = Array.isArray(schema["required"]) ? (schema["required"] as unknown[]) : [];
  return Object.entries(properties).map(([name, field]) => ({
    name,
    schema: isRecord(field) ? field : {},
    required: required.includes(name),
  }));
}

/** Whether a record's field means something there: one that goes with a choice beside it does with that choice only. */
export function isWanted(field: FieldSchema, record: Schema, beside: readonly FieldSchema[]): boolean {
  const condition = field.schema["only_with"];
  const written = record[field.name] ?? null;
  if (!isRecord(condition) || written !== null) return true;
  return Object.entries(condition).every(([name, choice]) => {
    const other = beside.find((one) => one.name === name);
    return (record[name] ?? other?.schema["default"]) === choice;
  });
}

/** Return what a field is edited with. */
export function kindOf(field: Schema, root: Schema): Kind {
  const schema = resolve(field, root);
  const union = unionOf(schema, root);
  if (union) return union;
  if (Array.isArray(schema["enum"])) return { kind: "choice", options: (schema["enum"] as unknown[]).map(String) };
  if (schema["const"] !== undefined) return { kind: "choice", options: [String(schema["const"])] };
  switch (schema["type"]) {
    case "string":
      return { kind: TEXT_FORMATS.find((format) => format === schema["format"]) ?? "text" };
    case "boolean":
      return { kind: "boolean" };
    case "integer":
    case "number":
      return { kind: "number", integer: schema["type"] === "integer", least: bound(schema, "inimum"), most: bound(schema, "aximum") };
    case "array":
      return isTyped(schema["items"], root) ? { kind: "list", element: schema["items"] as Schema } : { kind: "json" };
    case "object":
      return recordOrMap(schema, root);
    default:
      return { kind: "json" };
  }
}

function bound(schema: Schema, end: "inimum" | "aximum"): number | undefined {
  const value = schema[end === "inimum" ? "minimum" : "maximum"];
  return typeof value === "number" ? value : undefined;
}

function recordOrMap(schema: Schema, root: Schema): Kind {
  if (isRecord(schema["properties"])) return taggedRecord(schema) ?? { kind: "record", fields: fieldsOf(schema) };
  const values = schema["additionalProperties"];
  return isTyped(values, root) ? { kind: "map", element: values as Schema } : { kind: "json" };
}

/** A record with a tag is a union of one: its tag must be in the document, and nobody has to choose it. */
function taggedRecord(schema: Schema): Kind | null {
  const only = variantOf(schema);
  return only && { kind: "union", tag: only.tagField, variants: [only.variant] };
}

/** Whether a schema says enough to draw a control from. */
function isTyped(schema: unknown, root: Schema): boolean {
  return isRecord(schema) && kindOf(schema, root).kind !== "json";
}

function unionOf(schema: Schema, root: Schema): Kind | null {
  const parts = schema["oneOf"] ?? schema["anyOf"];
  if (!Array.isArray(parts)) return null;
  const variants = (parts as Schema[]).map((part) => variantOf(resolve(part, root)));
  const tag = variants[0]?.tagField;
  if (!tag || variants.some((variant) => variant?.tagField !== tag)) return null;
  return { kind: "union", tag, variants: variants.filter((variant) => variant !== null).map((variant) => variant.variant) };
}

function variantOf(schema: Schema): { tagField: string; variant: Variant } | null {
  const fields = fieldsOf(schema);
  const tagField = fields.find((field) => field.schema["const"] !== undefined);
  if (!tagField) return null;
  const tag = String(tagField.schema["const"]);
  return {
    tagField: tagField.name,
    variant: { tag, title: textOf(schema, "title") ?? tag, help: textOf(schema, "description") ?? "", fields: fields.filter((field) => field !== tagField) },
  };
}

/** Return a field's name as a label: `late_share` is "Late share". */
export function labelOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Return the label of one element of a list: of "Names" it is "Name 1". */
export function elementLabel(label: string, index: number): string {
  return `${label.replace(/(?<=[a-z])s$/, "")} ${index + 1}`;
}

/** Return a class-like title as words: `EventClock` is "Event clock". */
export function wordsOf(title: string): string {
  return labelOf(title.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase());
}

const UNITS: [string, number][] = [["d", 86_400_000_000], ["h", 3_600_000_000], ["m", 60_000_000], ["s", 1_000_000], ["ms", 1_000], ["us", 1]];

/** Return a span in microseconds as a document writes it: `1m 30s`. */
export function durationText(span_us: number): string {
  const parts: string[] = [];
  let rest = Math.abs(span_us);
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * size;
  }
  return parts.length === 0 ? "0s" : `${span_us < 0 ? "-" : ""}${parts.join(" ")}`;
}

/** Return an instant in microseconds since 1970 as a document writes it: `2022-01-01T00:00:00Z`. */
export function instantText(instant_us: number): string {
  return new Date(instant_us / 1_000).toISOString().replace(/\.?0*Z$/, "Z");
}

/** Return what holds when a field is left empty, as text, or null. */
export function defaultText(schema: Schema): string | null {
  const value = schema["default"];
  if (value === undefined || value === null || value === "") return null;
  if (schema["format"] === "duration" && typeof value === "number") return durationText(value);
  if (schema["format"] === "instant" && typeof value === "number") return instantText(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
}

/** Return one of a schema's words about itself. */
export function textOf(schema: Schema, name: "title" | "description"): string | null {
  const text = schema[name];
  return typeof text === "string" && text !== "" ? text : null;
}

/** Return the configuration of a new step: the first kind of each union it needs, and nothing that has a default. */
export function initialConfig(root: Schema): Schema {
  return initialRecord(fieldsOf(root), root);
}

/** Return a record with what its fields cannot do without. */
export function initialRecord(fields: FieldSchema[], root: Schema): Schema {
  const config: Schema = {};
  for (const field of fields) {
    const kind = field.required ? kindOf(field.schema, root) : null;
    const first = kind?.kind === "union" ? kind.variants[0] : undefined;
    if (kind?.kind === "union" && first) config[field.name] = { [kind.tag]: first.tag, ...initialRecord(first.fields, root) };
    else if (kind?.kind === "record") config[field.name] = initialRecord(kind.fields, root);
  }
  return config;
}

/** Return what a new element of a list or a map begins as. */
export function emptyValue(schema: Schema, root: Schema): unknown {
  const kind = kindOf(schema, root);
  switch (kind.kind) {
    case "record":
      return initialRecord(kind.fields, root);
    case "union":
      return kind.variants[0] ? { [kind.tag]: kind.variants[0].tag, ...initialRecord(kind.variants[0].fields, root) } : {};
    case "choice":
      return kind.options[0] ?? "";
    case "number":
      return kind.least ?? 0;
    case "boolean":
      return false;
    case "list":
      return [];
    case "map":
      return {};
    case "type":
      return "str";
    default:
      return "";
  }
}
