/** The heads of a table: a click sorts by a column, its right edge makes it wider. */
// Rows are placed by hand, which the table elements do not allow; the roles say the same.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useRef, type CSSProperties, type PointerEvent, type ReactNode } from "react";

export interface HeadColumn {
  readonly id: string;
  readonly head: ReactNode;
  readonly numeric?: boolean;
  readonly unsortable?: boolean;
}

interface TableHeadProps {
  readonly columns: readonly HeadColumn[];
  readonly style: CSSProperties;
  readonly sort: string | null;
  readonly onSort?: ((sort: string | null) => void) | undefined;
  readonly onResize: (id: string, width: number | null) => void;
}

export function TableHead({ columns, style, sort, onSort, onResize }: TableHeadProps) {
  return (
    <div role="rowgroup" className="dk-head" style={style}>
      <div role="row" aria-rowindex={1} className="dk-row">
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            aria-sort={onSort === undefined || column.unsortable ? undefined : directionOf(sort, column.id)}
            className={column.numeric ? "dk-cell dk-head-cell dk-numeric" : "dk-cell dk-head-cell"}
          >
            {onSort === undefined || column.unsortable ? column.head : <SortButton column={column} sort={sort} onSort={onSort} />}
            <Edge onResize={(width) => onResize(column.id, width)} />
          </div>
        ))}
      </div>
    </div>
  );
}

function SortButton({ column, sort, onSort }: { column: HeadColumn; sort: string | null; onSort: (sort: string | null) => void }) {
  const direction = directionOf(sort, column.id);
  return (
    <button type="button" className="dk-sort" data-testid={`sort-${column.id}`} onClick={() => onSort(nextSort(sort, column.id))}>
      {column.head}
      <span className="dk-sort-mark" aria-hidden="true">{{ ascending: "▲", descending: "▼", none: "" }[direction]}</span>
    </button>
  );
}

function directionOf(sort: string | null, id: string): "ascending" | "descending" | "none" {
  return sort === id ? "ascending" : sort === `-${id}` ? "descending" : "none";
}

/** Rising, then falling, then as they came. */
function nextSort(sort: string | null, id: string): string | null {
  return sort === id ? `-${id}` : sort === `-${id}` ? null : id;
}

const NARROWEST_PX = 40;

/** The right edge of a head: drag it to make the column wider, double-click it to let the table choose again. */
function Edge({ onResize }: { onResize: (width: number | null) => void }) {
  const from = useRef(0);
  const move = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onResize(Math.max(NARROWEST_PX, Math.round(event.clientX - from.current)));
  };
  return (
    <span
      className="dk-edge"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = event.currentTarget.parentElement?.getBoundingClientRect().left ?? 0;
      }}
      onPointerMove={move}
      onDoubleClick={() => onResize(null)}
    />
  );
}
