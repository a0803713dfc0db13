/** The chosen item: why it was late, or where it went and what it did to the watermark. */
import { useEffect, useMemo } from "react";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { cell, eachItem, type ItemChunk, type Sample } from "../../run/sample";
import { lateItem, lateName, type LateItem } from "../../run/late";
import { itemFacts } from "../../timeline/describe";
import { LATE } from "../../timeline/items";
import type { Timeline } from "../../timeline/timeline";
import { useDock } from "../dock/dockStore";
import { LateDetail } from "../dock/LateDetail";
import { useRun } from "../dock/runStore";
import { chooseNothing, chooseRow } from "./chosen";
import { useChoices } from "./choices";
import { Facts } from "./Tip";

export function ItemCard({ step, timeline, row }: { step: string; timeline: Timeline; row: number }) {
  const { items, keys } = timeline;
  const { zone } = useChoices();
  const late = useLateItem(step, items.verdict[row] === LATE ? (items.position[row] as number) : null);
  useEffect(() => {
    if (late === null) return;
    const known = useDock.getState().lateItem;
    // Of the windows that it was late for, the one that is explained already is as good as any.
    const explained = known?.startsWith(`${step}:${late.position}:`) ? known : lateName(late);
    useDock.setState({ lateItem: explained, lateStep: step });
  }, [step, late]);
  const mover = items.rowAt(items.setter[row] as number);
  return (
    <div className="tl-beside" tabIndex={-1} data-timeline-card data-testid="timeline-card">
      <div className="dk-detail-head">
        <span className="tl-card-title">
          Item {items.position[row]} <span className="dk-quiet">of</span> ◆ {keys.names[items.key[row] as number]}
        </span>
        <span className="dk-spring" />
        <button type="button" className="dk-icon-button" title="Close" aria-label="Close" onClick={chooseNothing}>
          <IconX size={14} aria-hidden="true" />
        </button>
      </div>
      {late === null ? <Facts facts={itemFacts(timeline, row, zone)} /> : <LateDetail late={late} />}
      {mover >= 0 && mover !== row && (
        <button type="button" className="dk-button" onClick={() => chooseRow(timeline, mover)}>
          Show item {items.position[mover]}, which moved the watermark
        </button>
      )}
    </div>
  );
}

/** Return the late item at a position, with what the step told of it; null when that was let go, or it was on time. */
function useLateItem(step: string, position: number | null): LateItem | null {
  const sample = useRun((run) => run.samples[`${step}.late`]);
  return useMemo(() => (sample === undefined || position === null ? null : found(step, sample, position)), [step, sample, position]);
}

function found(step: string, sample: Sample, position: number): LateItem | null {
  const here: { row: { chunk: ItemChunk; at: number } | null } = { row: null };
  eachItem(sample, (chunk, at) => {
    if (here.row === null && Number(cell(chunk, at, "position")) === position) here.row = { chunk, at };
  });
  return here.row && lateItem(step, here.row.chunk, here.row.at);
}
