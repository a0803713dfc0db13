/** The row of a growing sample that is chosen: it stays chosen while older rows are let go and newer ones come. */
import { useState } from "react";
import { rowAt, startRow } from "../../run/sample";
import type { ItemRow } from "./itemColumns";
import type { Tail } from "./useTail";

export interface ChosenRow {
  readonly item: ItemRow | null;
  /** Where it stands among the rows that are shown; null when none is chosen. */
  readonly index: number | null;
  choose(index: number): void;
  clear(): void;
}

/** Return the row a person chose in a table; it stands still for as long as it is read. */
export function useChosenRow(tail: Tail): ChosenRow {
  const { shown } = tail;
  const [chosen, set] = useState<{ readonly row: number; readonly item: ItemRow } | null>(null);
  return {
    item: chosen?.item ?? null,
    index: chosen === null ? null : chosen.row - startRow(shown),
    choose: (index) => {
      const row = rowAt(shown, index);
      if (row?.kind !== "item") return;
      tail.hold();
      set({ row: startRow(shown) + index, item: row });
    },
    clear: () => {
      set(null);
      if (!tail.frozen) tail.follow();
    },
  };
}
