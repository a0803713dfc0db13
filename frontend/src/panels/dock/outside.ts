/** The chosen row of a table that a filter or a marked stretch leaves out: it is shown all the same, and says why it would not be. */
import type { RowTest } from "../../run/filter";
import type { Read } from "../../run/filterText";
import type { Placed } from "../../run/rows";
import type { ItemRow } from "../../run/sample";

/** Return in words what leaves a row out; empty where nothing does. */
export function whyLeftOut({ chunk, at }: ItemRow, filter: Read<RowTest | null>, within: RowTest | null): string {
  const elsewhere = within?.(chunk, at) === false;
  const unfit = filter.ok && filter.value?.(chunk, at) === false;
  const what = [unfit ? "the filter" : "", elsewhere ? "the stretch" : ""].filter(Boolean).join(" and ");
  return what === "" ? "" : `outside ${what}`;
}

/** Return these rows with one more at a place. */
export function withRow(rows: Placed, number: number, place: number): Placed {
  return {
    count: rows.count + 1,
    at: (index) => (index === place ? number : rows.at(index < place ? index : index - 1)),
  };
}
