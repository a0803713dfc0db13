/** The operators, functions and examples the server offers, fetched once. */
import { create } from "zustand";
import { api } from "../api/client";
import type { Catalog, Example, OperatorEntry } from "../api/types";

interface Catalogue {
  catalog: Catalog | null;
  operators: ReadonlyMap<string, OperatorEntry>;
  examples: Example[];
  /** Why the catalogue could not be fetched, or null. */
  failure: string | null;
}

export const useCatalogue = create<Catalogue>(() => ({ catalog: null, operators: new Map(), examples: [], failure: null }));

/** Take a catalogue into use. */
export function setCatalog(catalog: Catalog, examples: Example[] = []): void {
  const operators = new Map(catalog.operators.map((entry) => [entry.kind, entry]));
  useCatalogue.setState({ catalog, operators, examples, failure: null });
}

export async function loadCatalogue(): Promise<void> {
  try {
    const [catalog, examples] = await Promise.all([api.catalog(), api.examples()]);
    setCatalog(catalog, examples);
  } catch (error) {
    useCatalogue.setState({ failure: error instanceof Error ? error.message : String(error) });
  }
}
