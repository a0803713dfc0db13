/** The lines a sink printed, exactly as it printed them. */
import type { ReactNode } from "react";
import type { TableField } from "../../run/fields";
import { cell, type ItemRow, type Sample } from "../../run/sample";
import { useDock } from "./dockStore";
import { ExportMenu } from "./ExportMenu";
import { FilterField } from "./FilterField";
import { positionOf, shownRow } from "./ItemTable";
import { RowDetail } from "./RowDetail";
import { StretchChip } from "./StretchChip";
import { lensTable } from "./lensTable";
import { NothingFits, TailBar } from "./TailBar";
import { useChosenRow } from "./useChosenRow";
import { useLens } from "./useLens";
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

const FIELDS: readonly TableField[] = [{ name: "line", type: "str", read: (chunk, at) => cell(chunk, at, "line") }];

interface PrintedLinesProps {
  readonly sample: Sample;
  readonly stepId: string;
  readonly flowName: string;
  readonly controls: ReactNode;
}

export function PrintedLines({ sample, stepId, flowName, controls }: PrintedLinesProps) {
  const filter = useDock((dock) => dock.filter) ?? "";
  const tail = useTail(sample);
  const chosen = useChosenRow(tail);
  const lens = useLens(tail.shown, FIELDS, { filter, chosen: chosen.number });
  const tools = <ExportMenu sample={tail.shown} rows={lens.rows} count={lens.active ? lens.count : tail.shown.items} fields={FIELDS} name={[flowName, stepId, "lines"]} />;
  return (
    <>
      <TailBar tail={tail} lens={lens} total={sample.total} noun="line" tools={tools}>
        {controls}
        <FilterField field="filter" why={lens.why} />
        <StretchChip time={null} />
      </TailBar>
      <div className="dk-split">
        <div className="dk-list">
          <VirtualTable
            label={`Lines printed by ${stepId}`}
            columns={COLUMNS}
            {...lensTable(tail, lens, chosen.choose, chosen.clear)}
            row={(index) => shownRow(lens.row(index))}
            share={() => null}
            testId="printed-line"
            onCopy={() => chosen.item !== null && void navigator.clipboard.writeText(lineOf(chosen.item))}
          />
          <NothingFits lens={lens} />
        </div>
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
