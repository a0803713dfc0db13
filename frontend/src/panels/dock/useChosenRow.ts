/** The row of a growing sample that is chosen: it stays chosen while older rows are let go and newer ones come. */
import { useState } from "react";
import { rowAt, startRow, type Sample } from "../../run/sample";
import type { ItemRow } from "./itemColumns";

export interface ChosenRow {
  readonly item: ItemRow | null;
  /** Where it stands among the rows that are shown; null when none is chosen. */
  readonly index: number | null;
  choose(index: number): void;
  clear(): void;
}

export function useChosenRow(shown: Sample): ChosenRow {
  const [chosen, set] = useState<{ readonly row: number; readonly item: ItemRow } | null>(null);
  return {
    item: chosen?.item ?? null,
    index: chosen === null ? null : chosen.row - startRow(shown),
    choose: (index) => {
      const row = rowAt(shown, index);
      if (row?.kind === "item") set({ row: startRow(shown) + index, item: row });
    },
    clear: () => set(null),
  };
}
