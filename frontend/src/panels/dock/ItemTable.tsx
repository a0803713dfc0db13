/** The items of one port as a table that follows the newest, can be frozen, and says what it does not show. */
import { useMemo, type ReactNode } from "react";
import { notShown } from "../../run/log";
import { rowAt, type Sample } from "../../run/sample";
import { streamShape } from "../../run/streamType";
import { itemColumns, MEASURED_ROWS, type ItemRow } from "./itemColumns";
import { RowDetail, type Part } from "./RowDetail";
import { TailBar } from "./TailBar";
import { useChosenRow } from "./useChosenRow";
import { useTail } from "./useTail";
import { VirtualTable, type Column } from "./VirtualTable";

export interface ItemTableProps {
  readonly sample: Sample;
  readonly label: string;
  /** The type of the stream as text; empty when it is not known. */
  readonly streamType: string;
  readonly testId: string;
  /** What stands to the left of the table's own controls. */
  readonly controls: ReactNode;
  readonly rate?: number | undefined;
}

export function ItemTable({ sample, label, streamType, testId, controls, rate }: ItemTableProps) {
  const tail = useTail(sample);
  const { shown } = tail;
  const chosen = useChosenRow(tail);
  const shape = useMemo(() => (streamType === "" ? null : streamShape(streamType)), [streamType]);
  const columns = useSteadyColumns(shown, () => itemColumns(shown, shape), streamType);
  return (
    <>
      <TailBar tail={tail} total={sample.total} noun="item" rate={rate}>{controls}</TailBar>
      <div className="dk-split">
        <VirtualTable
          label={label}
          columns={columns}
          count={shown.rows}
          row={(index) => itemRow(shown, index)}
          share={() => null}
          testId={testId}
          scroller={tail.scroller}
          onScroll={tail.onScroll}
          onSelect={chosen.choose}
          selected={chosen.index}
        />
        {chosen.item !== null && <RowDetail title={`item ${positionOf(chosen.item)}`} parts={partsOf(chosen.item)} onClose={chosen.clear} />}
      </div>
    </>
  );
}

/** Return how many items had left the port before this one. */
export function positionOf({ chunk, at }: ItemRow): number {
  return chunk.first + (at - chunk.from);
}

function partsOf({ chunk, at }: ItemRow): Part[] {
  const fields = Object.entries(chunk.columns).map(([name, values]) => ({ name, value: values[at] }));
  const key = chunk.keys?.[at];
  return key === undefined ? fields : [{ name: "key", value: key }, ...fields];
}

/** Return the item at `index`, or the words for what is missing there. */
export function itemRow(sample: Sample, index: number): ItemRow | string {
  const row = rowAt(sample, index);
  if (row === null) return "";
  return row.kind === "gap" ? notShown(row.skipped) : row;
}

/** Return the columns, made anew only while rows for measuring still come: a table must not breathe. */
export function useSteadyColumns<Row, Shared>(sample: Sample, make: () => Column<Row, Shared>[], name: string): Column<Row, Shared>[] {
  const measured = Math.min(sample.rows, MEASURED_ROWS);
  const newestDay = Math.floor(sample.total / 1_000);
  // `make` reads the sample, which is left out on purpose: widths may lag behind it.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(make, [name, measured, newestDay]);
}
