/** Finding operators by what a person types. */
import type { Catalog, OperatorEntry } from "../api/types";

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

/** Return the operators that match, the best first: by the beginning of the title, by title or kind, by what they do. */
export function findOperators(operators: readonly OperatorEntry[], query: string): OperatorEntry[] {
  const words = query.toLowerCase().split(/[\s_]+/).filter(Boolean);
  const ranked = operators.map((entry) => ({ entry, rank: rankOf(entry, words) })).filter((one) => one.rank < 4);
  return ranked.toSorted((one, other) => one.rank - other.rank).map((one) => one.entry);
}

function rankOf(entry: OperatorEntry, words: readonly string[]): number {
  const title = entry.title.toLowerCase();
  const name = `${title} ${entry.kind.replaceAll("_", " ")}`;
  const all = `${name} ${entry.group} ${entry.summary}`.toLowerCase();
  if (words.length === 0) return 0;
  if (title.startsWith(words.join(" "))) return 1;
  if (words.every((word) => name.includes(word))) return 2;
  return words.every((word) => all.includes(word)) ? 3 : 4;
}
