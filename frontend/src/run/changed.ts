/** What an edit changed of the items of a port: which cells, or which rows, are other than before. */

/** Items as columns, as the server sends them. */
export interface Rows {
  readonly total: number;
  readonly count: number;
  readonly keys: readonly string[] | null;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

/** Says of a cell whether it is new; `column` is null for the key. */
export type Changed = (row: number, column: string | null) => boolean;

export const UNCHANGED: Changed = () => false;

/** Return what is new in `now`. As many items as before are compared one by one; else an item is new that was not there. */
export function changedCells(before: Rows | undefined, now: Rows): Changed {
  if (!before || before.count === 0) return UNCHANGED;
  if (before.total === now.total && before.count === now.count) return byPlace(before, now);
  const known = new Map<string, number>();
  for (let row = 0; row < before.count; row += 1) {
    const text = rowText(before, row);
    known.set(text, (known.get(text) ?? 0) + 1);
  }
  const fresh = Array.from({ length: now.count }, (_, row) => !taken(known, rowText(now, row)));
  // When nothing is as it was, everything is another thing, and marking all of it would tell nothing.
  return fresh.every(Boolean) ? UNCHANGED : (row) => fresh[row] === true;
}

function byPlace(before: Rows, now: Rows): Changed {
  return (row, column) => {
    if (column === null) return before.keys?.[row] !== now.keys?.[row];
    return cellText(before.columns[column]?.[row]) !== cellText(now.columns[column]?.[row]);
  };
}

/** Take one of the rows that read like this, if there is one left. */
function taken(known: Map<string, number>, text: string): boolean {
  const left = known.get(text) ?? 0;
  if (left > 0) known.set(text, left - 1);
  return left > 0;
}

function rowText(rows: Rows, row: number): string {
  return JSON.stringify([rows.keys?.[row] ?? null, ...Object.entries(rows.columns).map(([name, values]) => [name, values[row]])]);
}

function cellText(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value);
}
