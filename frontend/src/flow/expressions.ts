/** The expressions in a step's configuration, found by its operator's schema. */
import { fieldsOf, kindOf, type FieldSchema, type Schema } from "./config";
import { isRecord } from "./edits";

/** Return every expression that a configuration holds, each text once, in the order of the form. */
export function expressionsIn(config: unknown, root: Schema): string[] {
  return [...new Set(inFields(fieldsOf(root), config, root))];
}

function inFields(fields: readonly FieldSchema[], value: unknown, root: Schema): string[] {
  return isRecord(value) ? fields.flatMap((field) => inField(field.schema, value[field.name], root)) : [];
}

function inField(schema: Schema, value: unknown, root: Schema): string[] {
  if (value === undefined || value === null) return [];
  const kind = kindOf(schema, root);
  switch (kind.kind) {
    case "expression":
      return typeof value === "string" && value.trim() !== "" ? [value] : [];
    case "record":
      return inFields(kind.fields, value, root);
    case "union": {
      const tag = isRecord(value) ? value[kind.tag] : undefined;
      return inFields(kind.variants.find((variant) => variant.tag === tag)?.fields ?? [], value, root);
    }
    case "list":
      return Array.isArray(value) ? value.flatMap((part) => inField(kind.element, part, root)) : [];
    case "map":
      return isRecord(value) ? Object.values(value).flatMap((part) => inField(kind.element, part, root)) : [];
    default:
      return [];
  }
}
