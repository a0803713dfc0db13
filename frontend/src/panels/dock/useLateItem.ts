/** Keeps the late item that is explained and the row that is chosen the same, whoever chose: the table, the timeline, or the address. */
import { useEffect, useMemo, useRef } from "react";
import { lateItem, lateName, type LateItem } from "../../run/late";
import { rowAt, startRow } from "../../run/sample";
import { useDock } from "./dockStore";
import type { ChosenRow } from "./useChosenRow";
import type { Lens } from "./useLens";
import type { Tail } from "./useTail";

export interface ChosenLate {
  readonly late: LateItem | null;
  readonly index: number | null;
  choose(index: number): void;
}

/** Return what is chosen of a step's late items. */
export function useLateItem(stepId: string, tail: Tail, lens: Lens, chosen: ChosenRow): ChosenLate {
  const wanted = useDock((dock) => dock.lateItem);
  const { shown } = tail;
  const late = useMemo(() => chosen.item && lateItem(stepId, chosen.item.chunk, chosen.item.at), [stepId, chosen.item]);
  const has = late !== null && lateName(late) === wanted;
  // Up to which row it was looked for, so that rows that come are looked at once.
  const looked = useRef<{ readonly name: string | null; readonly end: number }>({ name: null, end: 0 });
  useEffect(() => {
    if (wanted === null || has || lens.working || !wanted.startsWith(`${stepId}:`)) return;
    const name = `${wanted} ${lens.asked}`;
    const first = looked.current.name === name ? Math.max(0, looked.current.end - startRow(shown)) : 0;
    looked.current = { name, end: startRow(shown) + shown.rows };
    for (let index = shown.rows - 1; index >= first; index -= 1) {
      const row = rowAt(shown, index);
      if (row?.kind !== "item" || lateName(lateItem(stepId, row.chunk, row.at)) !== wanted) continue;
      const place = lens.placeOf(startRow(shown) + index);
      if (place < 0) return;
      chosen.choose(place);
      tail.scroller.current?.scrollTo({ top: place * 24 - 48 });
      return;
    }
  });
  const choose = (index: number): void => {
    const row = lens.row(index);
    if (row?.kind === "item") useDock.setState({ lateItem: lateName(lateItem(stepId, row.chunk, row.at)) });
    chosen.choose(index);
  };
  return { late, index: chosen.index, choose };
}
