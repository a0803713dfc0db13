/** The lines a sink printed, exactly as it printed them. */
import { cell, type Sample } from "../../run/sample";
import type { ReactNode } from "react";
import type { ItemRow } from "./itemColumns";
import { itemRow, positionOf } from "./ItemTable";
import { RowDetail } from "./RowDetail";
import { TailBar } from "./TailBar";
import { useChosenRow } from "./useChosenRow";
import { useTail } from "./useTail";
import { VirtualTable, type Column } from "./VirtualTable";

const LONGEST_DRAWN = 1_000;

const COLUMNS: readonly Column<ItemRow, unknown>[] = [
  {
    id: "number",
    head: "line",
    width: 64,
    numeric: true,
    cell: (row) => <span className="dk-quiet">{positionOf(row) + 1}</span>,
  },
  { id: "line", head: "printed", width: 400, cell: (row) => <code className="dk-line">{lineOf(row).slice(0, LONGEST_DRAWN)}</code> },
];

export function PrintedLines({ sample, stepId, controls }: { sample: Sample; stepId: string; controls: ReactNode }) {
  const tail = useTail(sample);
  const chosen = useChosenRow(tail);
  return (
    <>
      <TailBar tail={tail} total={sample.total} noun="line">{controls}</TailBar>
      <div className="dk-split">
        <VirtualTable
          label={`Lines printed by ${stepId}`}
          columns={COLUMNS}
          count={tail.shown.rows}
          row={(index) => itemRow(tail.shown, index)}
          share={() => null}
          testId="printed-line"
          scroller={tail.scroller}
          onScroll={tail.onScroll}
          onSelect={chosen.choose}
          selected={chosen.index}
        />
        {chosen.item !== null && (
          <RowDetail title={`line ${positionOf(chosen.item) + 1}`} parts={[{ name: "printed", value: lineOf(chosen.item) }]} onClose={chosen.clear} />
        )}
      </div>
    </>
  );
}

function lineOf({ chunk, at }: ItemRow): string {
  return String(cell(chunk, at, "line"));
}
