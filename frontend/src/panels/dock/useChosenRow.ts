/** The row a person chose in a table. */
import { useState } from "react";
import { rowAt, startRow, type ItemRow, type Sample } from "../../run/sample";
import type { Tail } from "./useTail";

export interface ChosenRow {
  readonly item: ItemRow | null;
  /** Its number since the sample began; null when none is chosen. */
  readonly number: number | null;
  choose(number: number): void;
  /** Choose a row that is asked for from elsewhere, and may not be shown yet. */
  ask(number: number): void;
  clear(): void;
}

/** Return the row a person chose in a table; it stands still for as long as it is read. */
export function useChosenRow(tail: Tail): ChosenRow {
  const [chosen, set] = useState<{ readonly number: number; readonly item: ItemRow } | null>(null);
  const choose = (sample: Sample, number: number, standStill: () => void): void => {
    const row = rowAt(sample, number - startRow(sample));
    if (row?.kind !== "item") return;
    standStill();
    set({ number, item: row });
  };
  return {
    item: chosen?.item ?? null,
    number: chosen?.number ?? null,
    choose: (number) => choose(tail.shown, number, tail.hold),
    ask: (number) => choose(tail.live, number, tail.ask),
    clear: () => {
      set(null);
      // What is sorted stays as it is: bringing in what is new would move its rows.
      if (!tail.frozen && !tail.sorted) tail.follow();
    },
  };
}
