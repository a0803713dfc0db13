/** The columns of windows that are off: who, when, how many late items, what was emitted, what would be right. */
import type { ReactNode } from "react";
import { offBy, type CostWindow, type Result } from "../../run/cost";
import { differenceText, figureText, kindText, shareText } from "../../run/costText";
import { Cell, cellText, fullCount, Null } from "./cells";
import { widthFor, MEASURED_ROWS } from "./itemColumns";
import type { Column } from "./VirtualTable";

type CostTableColumn = Column<CostWindow, null>;
type Fields = readonly (readonly [name: string, type: string])[];

export function costColumns(windows: readonly CostWindow[], fields: Fields, field: string | null, day: string | null): readonly CostTableColumn[] {
  const first = windows.slice(0, MEASURED_ROWS);
  const results = (window: CostWindow, side: "emitted" | "corrected"): string => resultText(window[side], fields, field);
  const side = (id: "emitted" | "corrected"): CostTableColumn => ({
    id,
    head: <span title={id === "emitted" ? "What left the step" : "What it is with the longer wait"}>{field === null ? id : `${field} ${id}`}</span>,
    width: widthFor([...first.map((window) => results(window, id)), `${field ?? ""} ${id} ▲`], 96),
    numeric: field !== null,
    unsortable: field === null,
    cell: (window) => <ResultCell results={window[id]} fields={fields} field={field} />,
  });
  return [
    { id: "key", head: "key", width: widthFor([...first.map(({ key }) => key), "key ▲"], 80), cell: ({ key }) => <span className="dk-key" title={key}>{key}</span> },
    { id: "window", head: "window", width: widthFor(first.map(({ openTime, closeTime }) => `${timed(openTime, day)} to ${timed(closeTime, day)}`), 120), cell: (window) => <Span window={window} day={day} /> },
    { id: "late", head: <span title="Items more with the longer wait">late items</span>, width: 104, numeric: true, cell: ({ lateItems }) => <span className="ct-late">{lateItems > 0 && <span aria-hidden="true">◆ </span>}{fullCount(lateItems)}</span> },
    side("emitted"),
    side("corrected"),
    ...(field === null ? [] : differenceColumns(first, field)),
    { id: "note", head: "", width: 160, unsortable: true, cell: (window) => <span className="dk-quiet">{noteText(window)}</span> },
  ];
}

function differenceColumns(first: readonly CostWindow[], field: string): CostTableColumn[] {
  return [
    {
      id: "difference",
      head: <span title="What was emitted less what would be right">difference</span>,
      width: widthFor(first.map((window) => differenceText(offBy(window, field).difference ?? 0)), 108),
      numeric: true,
      cell: (window) => figureOr(offBy(window, field).difference, differenceText),
    },
    { id: "share", head: "%", width: 88, numeric: true, cell: (window) => figureOr(offBy(window, field).share, shareText) },
  ];
}

function figureOr(value: number | null, text: (value: number) => string): ReactNode {
  return value === null ? <span className="dk-quiet">–</span> : <span className="ct-off" title={String(value)}>{text(value)}</span>;
}

function Span({ window: { openTime, closeTime, windowId }, day }: { window: CostWindow; day: string | null }) {
  return <span title={`Window ${windowId}: ${openTime} to ${closeTime}`}>{timed(openTime, day)} <span className="dk-quiet">to</span> {timed(closeTime, day)}</span>;
}

function timed(instant: string, day: string | null): string {
  return cellText(instant, "timestamp", day);
}

function ResultCell({ results, fields, field }: { results: readonly Result[]; fields: Fields; field: string | null }) {
  const only = results.length === 1 ? results[0] : undefined;
  if (results.length === 0) return <Null />;
  if (only === undefined) return <span title={resultText(results, fields, field)}>{resultText(results, fields, field)}</span>;
  const [name, type] = fields.find(([one]) => one === field) ?? fields[0] ?? ["", ""];
  const value = only[field ?? name];
  return field !== null && typeof value === "number" ? <span title={String(value)}>{figureText(value)}</span> : <Cell value={value} type={type} day={null} />;
}

/** Return what one side came to: a figure; several of them; or how many rows. */
function resultText(results: readonly Result[], fields: Fields, field: string | null): string {
  const name = field ?? fields[0]?.[0] ?? "";
  const texts = results.map((result) => (typeof result[name] === "number" ? figureText(result[name]) : cellText(result[name], "", null)));
  if (results.length === 0) return "–";
  return texts.length <= 3 ? texts.join(" and ") : `${texts.length} rows`;
}

function noteText(window: CostWindow): string {
  return window.kind === "joined" ? "one window, emitted in parts" : kindText(window);
}
