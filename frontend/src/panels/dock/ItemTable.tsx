/** The items of one port as a table: it follows the newest, can be filtered, sorted and frozen, and says what it leaves out. */
import { useMemo, type ReactNode } from "react";
import { writeJson } from "../../flow/exactJson";
import { exactValue } from "../../run/exactValue";
import { eventTimeOf, type EventTime } from "../../run/eventTime";
import { fieldsOf, type TableField } from "../../run/fields";
import { notShown } from "../../run/log";
import type { ItemRow, Row, Sample } from "../../run/sample";
import { streamShape, type StreamShape } from "../../run/streamType";
import { ColumnsMenu, useHidden } from "./ColumnsMenu";
import { useDock } from "./dockStore";
import { ExportMenu } from "./ExportMenu";
import { FilterField } from "./FilterField";
import { itemColumns, MEASURED_ROWS } from "./itemColumns";
import { RowDetail, type Part } from "./RowDetail";
import { useRun } from "./runStore";
import { lensTable } from "./lensTable";
import { NothingFits, TailBar } from "./TailBar";
import { useChosenRow } from "./useChosenRow";
import { StretchChip, useStretch } from "./StretchChip";
import { orderOf, useLens } from "./useLens";
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
  /** What a file of it is called after: flow, step, port. */
  readonly name: readonly string[];
}

export function ItemTable({ sample, label, streamType, testId, controls, rate, name }: ItemTableProps) {
  const filter = useDock((dock) => dock.filter) ?? "";
  const sort = useDock((dock) => dock.sort);
  const shape = useMemo(() => (streamType === "" ? null : streamShape(streamType)), [streamType]);
  const fields = useSteadyFields(sample, shape);
  const tail = useTail(sample, orderOf(sort, fields) !== null);
  const { shown } = tail;
  const time = useEventTime(shape);
  const chosen = useChosenRow(tail);
  const lens = useLens(shown, fields, { filter, sort, within: useStretch(time), chosen: chosen.number });
  const hidden = useHidden(name.join("."));
  const columns = useSteadyColumns(shown, () => itemColumns(shown, shape), streamType);
  const seen = useMemo(() => columns.filter(({ id }) => !hidden.ids.has(id)), [columns, hidden.ids]);
  const tools = (
    <>
      <ColumnsMenu names={columns.map(({ id }) => id)} hidden={hidden} />
      <ExportMenu sample={shown} rows={lens.rows} count={lens.active ? lens.count : shown.items} fields={fields} name={name} />
    </>
  );
  return (
    <>
      <TailBar tail={tail} lens={lens} total={sample.total} noun="item" rate={rate} tools={tools}>
        {controls}
        <FilterField field="filter" why={lens.why} />
        <StretchChip time={time} />
      </TailBar>
      <div className="dk-split">
        <div className="dk-list">
          <VirtualTable
            label={label}
            columns={seen}
            {...lensTable(tail, lens, chosen.choose, chosen.clear)}
            row={(index) => shownRow(lens.row(index))}
            share={() => null}
            testId={testId}
            sort={sort}
            onSort={(next) => useDock.setState({ sort: next })}
            onCopy={() => chosen.item !== null && void navigator.clipboard.writeText(writeJson(valuesOf(chosen.item, fields)))}
          />
          <NothingFits lens={lens} />
        </div>
        {chosen.item !== null && <RowDetail title={`item ${positionOf(chosen.item)}`} parts={partsOf(chosen.item, fields)} onClose={chosen.clear} />}
      </div>
    </>
  );
}

/** Return how many items had left the port before this one. */
export function positionOf({ chunk, at }: ItemRow): number {
  return chunk.first + (at - chunk.from);
}

function partsOf(item: ItemRow, fields: readonly TableField[]): Part[] {
  return Object.entries(valuesOf(item, fields)).map(([name, value]) => ({ name, value }));
}

function valuesOf({ chunk, at }: ItemRow, fields: readonly TableField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map(({ name, type, read }) => [name, exactValue(read(chunk, at), type)]));
}

/** Return a row as a table shows it: an item, or words across the whole table. */
export function shownRow(row: Row | null): ItemRow | string {
  if (row === null) return "";
  return row.kind === "gap" ? notShown(row.skipped) : row;
}

/** Return when the items of a port happened. */
export function useEventTime(shape: StreamShape | null): EventTime | null {
  const flow = useRun((run) => run.flow);
  return useMemo(() => eventTimeOf(shape, flow), [shape, flow]);
}

/** Return the fields, which stay the same for as long as the type of the stream does. */
export function useSteadyFields(sample: Sample, shape: StreamShape | null): readonly TableField[] {
  const known = sample.rows > 0;
  // Without a type the first items tell the fields, and those after them have the same.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => fieldsOf(sample, shape), [shape, known]);
}

/** Return the columns, made anew only while rows for measuring still come: a table must not breathe. */
export function useSteadyColumns<Row, Shared>(sample: Sample, make: () => Column<Row, Shared>[], name: string): Column<Row, Shared>[] {
  const measured = Math.min(sample.rows, MEASURED_ROWS);
  const newestDay = Math.floor(sample.total / 1_000);
  // `make` reads the sample, which is left out on purpose: widths may lag behind it.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(make, [name, measured, newestDay]);
}
