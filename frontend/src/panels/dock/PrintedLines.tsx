/** The lines a sink printed, exactly as it printed them. */
import { cell, startRow, type Sample } from "../../run/sample";
import type { ReactNode } from "react";
import type { ItemRow } from "./itemColumns";
import { itemRow } from "./ItemTable";
import { TailBar } from "./TailBar";
import { useTail } from "./useTail";
import { VirtualTable, type Column } from "./VirtualTable";

const COLUMNS: readonly Column<ItemRow, unknown>[] = [
  {
    id: "number",
    head: "line",
    width: 64,
    numeric: true,
    cell: ({ chunk, at }) => <span className="dk-quiet">{chunk.first + (at - chunk.from) + 1}</span>,
  },
  { id: "line", head: "printed", width: 400, cell: ({ chunk, at }) => <code className="dk-line">{String(cell(chunk, at, "line"))}</code> },
];

export function PrintedLines({ sample, stepId, controls }: { sample: Sample; stepId: string; controls: ReactNode }) {
  const tail = useTail(sample);
  return (
    <>
      <TailBar tail={tail} total={sample.total} noun="line">{controls}</TailBar>
      <VirtualTable
        label={`Lines printed by ${stepId}`}
        columns={COLUMNS}
        count={tail.shown.rows}
        row={(index) => itemRow(tail.shown, index)}
        rowKey={(index) => startRow(tail.shown) + index}
        share={() => null}
        testId="printed-line"
        scroller={tail.scroller}
        onScroll={tail.onScroll}
      />
    </>
  );
}
