/** The row of a growing sample that is chosen: it stays chosen while older rows are let go and newer ones come. */
import { useState } from "react";
import { rowAt, startRow, type ItemRow } from "../../run/sample";
import type { Lens } from "./useLens";
import type { Tail } from "./useTail";

export interface ChosenRow {
  readonly item: ItemRow | null;
  /** Where it stands among the rows that are shown; null when none is chosen, or it is not among them. */
  readonly index: number | null;
  choose(index: number): void;
  clear(): void;
}

/** Return the row a person chose in a table; it stands still for as long as it is read. */
export function useChosenRow(tail: Tail, lens?: Lens): ChosenRow {
  const { shown } = tail;
  const [chosen, set] = useState<{ readonly row: number; readonly item: ItemRow } | null>(null);
  const numberAt = (index: number): number => lens?.numberAt(index) ?? startRow(shown) + index;
  const place = chosen === null ? -1 : (lens?.placeOf(chosen.row) ?? chosen.row - startRow(shown));
  return {
    item: chosen?.item ?? null,
    index: place < 0 ? null : place,
    choose: (index) => {
      const number = numberAt(index);
      const row = rowAt(shown, number - startRow(shown));
      if (row?.kind !== "item") return;
      tail.hold();
      set({ row: number, item: row });
    },
    clear: () => {
      set(null);
      // What is sorted stays as it is: bringing in what is new would move its rows.
      if (!tail.frozen && !tail.sorted) tail.follow();
    },
  };
}
