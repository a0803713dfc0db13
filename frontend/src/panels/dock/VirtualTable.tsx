/** A table that draws only the rows in sight, for a sample of a hundred thousand: sticky heads, one tab stop, rows by arrow keys. */
// Rows are placed by hand, which the table elements do not allow; the roles say the same.
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-static-element-interactions */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { TableHead } from "./TableHead";

export interface Column<Row, Shared> {
  readonly id: string;
  readonly head: ReactNode;
  /** In pixels; the last column takes what is left. */
  readonly width: number;
  readonly numeric?: boolean;
  readonly cell: (row: Row, shared: Shared) => ReactNode;
  /** Its rows have no order by it. */
  readonly unsortable?: boolean;
}

export interface VirtualTableProps<Row, Shared> {
  readonly label: string;
  readonly columns: readonly Column<Row, Shared>[];
  readonly count: number;
  /** Returns the row, or words that stand across the whole table instead of one. */
  readonly row: (index: number) => Row | string;
  /** What the rows in sight have in common, such as a scale. */
  readonly share: (first: number, last: number) => Shared;
  readonly testId: string;
  readonly scroller?: RefObject<HTMLDivElement | null>;
  readonly onScroll?: () => void;
  /** Makes rows selectable. */
  readonly onSelect?: (index: number) => void;
  readonly selected?: number | null;
  /** Chooses none again, when a person asks for it by keyboard. */
  readonly onLeave?: () => void;
  /** Why the selected row would not be here, were it not selected; empty when it would. */
  readonly leftOut?: string;
  /** Keeps the first column in sight when the rest is scrolled sideways. */
  readonly firstStays?: boolean;
  /** Makes columns sortable: `id` in rising order, `-id` in falling order, null for the order of arrival. */
  readonly onSort?: (sort: string | null) => void;
  readonly sort?: string | null;
  /** Copies a row, when a person asks for it by keyboard. */
  readonly onCopy?: (index: number) => void;
}

export const ROW_HEIGHT = 24;

/** More rows than any screen has in sight. */
const ROWS_IN_USE = 256;

export function VirtualTable<Row, Shared>(props: VirtualTableProps<Row, Shared>) {
  const own = useRef<HTMLDivElement | null>(null);
  const scroller = props.scroller ?? own;
  // No compiler memoises here, so a library that keeps state of its own does no harm.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: props.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    // The head covers the first row's height of the view.
    scrollPaddingStart: ROW_HEIGHT,
    useFlushSync: false,
  });
  const rows = virtual.getVirtualItems();
  const { widths, resize } = useWidths();
  const columns = columnStyle(props.columns, widths);
  const shared = props.share(rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0);
  const selectable = props.onSelect !== undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (copies(event) && props.onCopy && typeof props.selected === "number") {
      event.preventDefault();
      props.onCopy(props.selected);
      return;
    }
    if (event.key === "Escape" && props.onLeave && typeof props.selected === "number") {
      event.preventDefault();
      event.stopPropagation();
      props.onLeave();
      return;
    }
    const next = selectable ? nextRow(event.key, props.selected ?? null, props.count) : null;
    if (next === null) return;
    event.preventDefault();
    props.onSelect?.(next);
    virtual.scrollToIndex(next);
  };
  return (
    <div
      ref={scroller}
      className="dk-table"
      data-first-stays={props.firstStays}
      role={selectable ? "grid" : "table"}
      aria-label={props.label}
      aria-rowcount={props.count + 1}
      aria-colcount={props.columns.length}
      aria-activedescendant={selectable && rows.some(({ index }) => index === props.selected) ? rowId(props.testId, props.selected ?? 0) : undefined}
      // A scrolled region must be reachable by keyboard.
      tabIndex={0}
      onScroll={props.onScroll}
      onKeyDown={onKeyDown}
    >
      <TableHead columns={props.columns} style={columns} sort={props.sort ?? null} onSort={props.onSort} onResize={resize} />
      <div role="rowgroup" className="dk-rows" style={{ ...columns, height: virtual.getTotalSize() }}>
        {rows.map(({ index, start }) => (
          // Rows that scroll out are used again for those that scroll in: texts change, elements stay.
          <BodyRow key={index % ROWS_IN_USE} {...props} index={index} top={start} shared={shared} />
        ))}
      </div>
    </div>
  );
}

interface BodyRowProps<Row, Shared> extends VirtualTableProps<Row, Shared> {
  readonly index: number;
  readonly top: number;
  readonly shared: Shared;
}

function BodyRow<Row, Shared>({ index, top, shared, ...table }: BodyRowProps<Row, Shared>) {
  const row = table.row(index);
  const at = { "aria-rowindex": index + 2, style: { transform: `translateY(${top}px)` } };
  if (typeof row === "string") {
    return (
      <div role="row" className="dk-row dk-across" {...at}>
        <div role={table.onSelect ? "gridcell" : "cell"} aria-colspan={table.columns.length} className="dk-cell">{row}</div>
      </div>
    );
  }
  const { onSelect } = table;
  const selected = onSelect === undefined ? undefined : table.selected === index;
  const leftOut = selected ? (table.leftOut ?? "") : "";
  return (
    // The keyboard's way to select a row is on the grid, which holds the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      id={onSelect && rowId(table.testId, index)}
      data-testid={table.testId}
      className="dk-row dk-body-row"
      aria-selected={selected}
      data-left-out={leftOut !== ""}
      title={leftOut === "" ? undefined : `Shown because it is chosen: ${leftOut}`}
      // Where rows run by, another one is under the pointer by the time it is let go of.
      onMouseDown={onSelect && ((event) => event.button === 0 && onSelect(index))}
      onClick={onSelect && ((event) => event.detail === 0 && onSelect(index))}
      {...at}
    >
      {table.columns.map((column) => (
        <div key={column.id} role={onSelect ? "gridcell" : "cell"} className={column.numeric ? "dk-cell dk-numeric" : "dk-cell"}>
          {column.cell(row, shared)}
        </div>
      ))}
      {leftOut !== "" && <span className="dk-left-out" aria-hidden="true"><span data-testid="left-out">{leftOut}</span></span>}
    </div>
  );
}

/** Widths a person gave to columns, for as long as the table is there. */
function useWidths(): { widths: Widths; resize: (id: string, width: number | null) => void } {
  const [widths, set] = useState<Widths>({});
  return { widths, resize: (id, width) => set((before) => ({ ...before, [id]: width })) };
}

type Widths = Readonly<Record<string, number | null>>;

/** Return the widths as a grid: text at the end takes what is left, figures at the end stay beside their neighbours. */
function columnStyle(columns: readonly { readonly id: string; readonly width: number; readonly numeric?: boolean }[], widths: Widths): CSSProperties {
  const last = columns.length - 1;
  const given = columns.map(({ id, width }) => widths[id] ?? width);
  const template = columns.map(({ numeric }, at) => (at === last && !numeric ? `minmax(${given[at]}px, 1fr)` : `${given[at]}px`));
  const style: Record<`--${string}`, string> = {
    "--dk-columns": template.join(" "),
    "--dk-width": `${given.reduce((sum, width) => sum + width, 0)}px`,
  };
  return style;
}

function copies(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "c" && String(getSelection()) === "";
}

function rowId(table: string, index: number): string {
  return `dk-${table}-${index}`;
}

function nextRow(key: string, selected: number | null, count: number): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -count, End: count };
  const step = steps[key];
  if (step === undefined || count === 0) return null;
  if (selected === null) return step < 0 && key !== "Home" ? count - 1 : key === "End" ? count - 1 : 0;
  return Math.min(count - 1, Math.max(0, selected + step));
}
