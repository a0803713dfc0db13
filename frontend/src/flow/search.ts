/** Finding operators by what a person types. */
import type { Catalog, OperatorEntry } from "../api/types";
import { isRecord } from "./edits";

export interface OperatorGroup {
  name: string;
  operators: OperatorEntry[];
}

/** Return the operators that match, by group, in the palette's order. */
export function groupedOperators(catalog: Catalog, query: string): OperatorGroup[] {
  const found = new Set(findOperators(catalog.operators, query));
  return catalog.groups
    .map((name) => ({ name, operators: catalog.operators.filter((entry) => entry.group === name && found.has(entry)) }))
    .filter((group) => group.operators.length > 0);
}

/**
 * Return the operators that match, the best first: by the beginning of the title, by title or kind, by what they do, by
 * what can be chosen in them, such as sessions or a median.
 */
export function findOperators(operators: readonly OperatorEntry[], query: string): OperatorEntry[] {
  const words = query.toLowerCase().split(/[\s_]+/).filter(Boolean);
  const ranked = operators.map((entry) => ({ entry, rank: rankOf(entry, words) })).filter((one) => one.rank < NO_MATCH);
  return ranked.toSorted((one, other) => one.rank - other.rank).map((one) => one.entry);
}

const NO_MATCH = 5;

function rankOf(entry: OperatorEntry, words: readonly string[]): number {
  const title = entry.title.toLowerCase();
  const name = `${title} ${entry.kind.replaceAll("_", " ")}`;
  const all = `${name} ${entry.group} ${entry.summary}`.toLowerCase();
  if (words.length === 0) return 0;
  if (title.startsWith(words.join(" "))) return 1;
  if (words.every((word) => name.includes(word))) return 2;
  if (words.every((word) => all.includes(word))) return 3;
  return words.every((word) => all.includes(word) || choicesOf(entry).some((choice) => choice.startsWith(word))) ? 4 : NO_MATCH;
}

const known = new WeakMap<OperatorEntry, readonly string[]>();

/** Return the words of everything that can be chosen in an operator's form, in small letters. */
function choicesOf(entry: OperatorEntry): readonly string[] {
  const found = known.get(entry) ?? wordsIn(entry.config_schema);
  known.set(entry, found);
  return found;
}

function wordsIn(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(wordsIn);
  if (!isRecord(schema)) return [];
  const { enum: options, const: only, ...rest } = schema;
  const own = [...(Array.isArray(options) ? (options as unknown[]) : []), only];
  return [...own.filter((one) => typeof one === "string").flatMap((one) => one.toLowerCase().split("_")), ...Object.values(rest).flatMap(wordsIn)];
}
