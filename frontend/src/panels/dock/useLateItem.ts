/** Keeps the late item that is explained and the row that is chosen the same, whoever chose: the table, the timeline, or the address. */
import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { lateItem, lateName, lateRow, stepOfLate, type LateItem } from "../../run/late";
import { rowAt, startRow, type Sample } from "../../run/sample";
import { useDock } from "./dockStore";
import type { ChosenRow } from "./useChosenRow";
import type { Lens } from "./useLens";
import type { Tail } from "./useTail";
import { ROW_HEIGHT } from "./VirtualTable";

export interface ChosenLate {
  readonly late: LateItem | null;
  /** The position of the item that was asked for and is not kept; null when none was. */
  readonly missing: string | null;
  choose(number: number): void;
  close(): void;
}

/** Return what is chosen of a step's late items; whoever else chose it, its row is scrolled into sight. */
export function useLateItem(stepId: string, tail: Tail, lens: Lens, chosen: ChosenRow): ChosenLate {
  const asked = useDock((dock) => dock.lateItem);
  const wanted = asked !== null && stepOfLate(asked) === stepId ? asked : null;
  const late = useMemo(() => chosen.item && lateItem(stepId, chosen.item.chunk, chosen.item.at), [stepId, chosen.item]);
  const missing = useWanted(stepId, tail.live, wanted, late === null ? null : lateName(late), (number) => {
    if (number === null) chosen.clear();
    else chosen.ask(number);
  });
  useInSight(tail, lens);
  return {
    late,
    missing: missing?.split(":")[1] ?? null,
    choose: (number) => {
      const row = rowAt(tail.shown, number - startRow(tail.shown));
      if (row?.kind === "item") useDock.setState({ lateItem: lateName(lateItem(stepId, row.chunk, row.at)) });
      chosen.choose(number);
    },
    close: () => {
      useDock.setState({ lateItem: null });
      chosen.clear();
    },
  };
}

/** Bring what was asked for into sight, and again when the table has taken in what came since. */
function useInSight({ asked, shown, scroller }: Tail, { working, chosen }: Lens): void {
  const place = asked && !working ? (chosen?.place ?? null) : null;
  const before = useRef<Sample | null>(null);
  useEffect(() => {
    if (place === null || before.current === shown) return;
    before.current = shown;
    scroller.current?.scrollTo({ top: (place - 2) * ROW_HEIGHT });
  }, [place, shown, scroller]);
}

/** Look for the row of the late item that is wanted while another, or none, is shown; returns its name when it is not kept. */
function useWanted(stepId: string, sample: Sample, wanted: string | null, has: string | null, show: (number: number | null) => void): string | null {
  const [missing, miss] = useState<string | null>(null);
  // Up to which row it was looked for, so that rows that come are looked at once.
  const looked = useRef<{ readonly name: string | null; readonly end: number }>({ name: null, end: 0 });
  const told = useEffectEvent(show);
  useEffect(() => {
    if (wanted === has) {
      looked.current = { name: null, end: 0 };
      return;
    }
    const first = looked.current.name === wanted ? looked.current.end : startRow(sample);
    looked.current = { name: wanted, end: startRow(sample) + sample.rows };
    const number = wanted === null ? null : lateRow(stepId, sample, wanted, first);
    if (number !== null || has !== null) told(number);
    if (number === null) miss(wanted);
  }, [stepId, sample, wanted, has]);
  return wanted === has ? null : missing === wanted ? missing : null;
}
