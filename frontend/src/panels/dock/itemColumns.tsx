/** The columns of a table of items: which there are, how wide, and the day that goes without saying in each. */
import type { ReactNode } from "react";
import { cell, columnNames, rowAt, type ItemRow, type Sample } from "../../run/sample";
import type { StreamShape } from "../../run/streamType";
import { Cell, cellText, isNumeric } from "./cells";
import type { Column } from "./VirtualTable";

/** Rows looked at to find how wide a column is: once there are as many, widths stay. */
export const MEASURED_ROWS = 40;

/** A little more than the widest figure of the font. */
const FIGURE_PX = 8.8;
const PADDING_PX = 20;
const [NARROWEST_PX, WIDEST_PX] = [56, 340];

/** Return the columns of a sample: the key if there is one, then every field but those in `without`. */
export function itemColumns(sample: Sample, shape: StreamShape | null, without: readonly string[] = []): Column<ItemRow, unknown>[] {
  const names = shape === null ? columnNames(sample) : Object.keys(shape.fields);
  const fields = names.filter((name) => !without.includes(name)).map((name) => fieldColumn(sample, name, shape?.fields[name] ?? ""));
  return isKeyed(sample, shape) ? [keyColumn(sample, names.includes("key") ? "@key" : "key"), ...fields] : fields;
}

/** Return the day of the newest instant of a column, which its cells then leave out; null when it has none. */
export function dayOf(sample: Sample, name: string): string | null {
  for (let index = sample.rows - 1; index >= Math.max(0, sample.rows - MEASURED_ROWS); index -= 1) {
    const row = rowAt(sample, index);
    const value = row?.kind === "item" ? cell(row.chunk, row.at, name) : null;
    if (typeof value === "string") return value.slice(0, "2022-01-01".length);
  }
  return null;
}

/** Return how wide a column must be for these texts. */
export function widthFor(texts: Iterable<string>, least = NARROWEST_PX): number {
  let longest = 0;
  for (const text of texts) longest = Math.max(longest, text.length);
  return Math.round(Math.min(WIDEST_PX, Math.max(least, longest * FIGURE_PX + PADDING_PX)));
}

function isKeyed(sample: Sample, shape: StreamShape | null): boolean {
  return shape?.keyed ?? sample.chunks.some((chunk) => chunk.kind === "items" && chunk.keys !== null);
}

function keyColumn(sample: Sample, id: string): Column<ItemRow, unknown> {
  const texts = measured(sample).map(({ chunk, at }) => chunk.keys?.[at] ?? "");
  return {
    id,
    head: id,
    width: widthFor([...texts, "key"]),
    cell: ({ chunk, at }): ReactNode => <span className="dk-key" title={chunk.keys?.[at]}>{chunk.keys?.[at]}</span>,
  };
}

function fieldColumn(sample: Sample, name: string, type: string): Column<ItemRow, unknown> {
  const day = type === "timestamp" ? dayOf(sample, name) : null;
  return {
    id: name,
    head: <FieldHead name={name} type={type} day={day} />,
    width: widthOf(sample, name, day === null ? name : `${name} ${day}`, type, day),
    numeric: isNumeric(type),
    cell: ({ chunk, at }): ReactNode => <Cell value={cell(chunk, at, name)} type={type} day={day} />,
  };
}

/** `field` is what a filter calls it, where its head has other words. */
export function FieldHead({ name, field = name, type, day }: { name: string; field?: string; type: string; day: string | null }) {
  return (
    <span title={type === "" ? field : `${field}: ${type}`}>
      {name}
      {day !== null && <span className="dk-quiet"> {day}</span>}
    </span>
  );
}

/** Return how wide the column of a field must be for its head and the first values. */
export function widthOf(sample: Sample, name: string, head: string, type: string, day: string | null): number {
  return widthFor([head, ...measured(sample).map(({ chunk, at }) => cellText(cell(chunk, at, name), type, day))]);
}

/** The day that times in a table leave out. */
export function DayNote({ day }: { day: string | null }) {
  return day === null ? null : <span className="dk-quiet">{day}, UTC</span>;
}

/** Return the first rows of a sample, which its columns are made to fit. */
export function measured(sample: Sample): ItemRow[] {
  const rows: ItemRow[] = [];
  for (let index = 0; index < Math.min(sample.rows, MEASURED_ROWS); index += 1) {
    const row = rowAt(sample, index);
    if (row?.kind === "item") rows.push(row);
  }
  return rows;
}
