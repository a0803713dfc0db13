/** What can be drawn of a port's items: which numbers, over what, and which lines. */
import { isNumber, type TableField } from "../../run/fields";
import type { ChartOf } from "../../run/series";

/** What goes across when it is the order in which items left the port. */
export const ARRIVAL = "";

/** One line for everything. */
export const ONE_LINE = "-";

/** Return the numbers that can be drawn. */
export function numbersOf(fields: readonly TableField[]): readonly TableField[] {
  return fields.filter(({ type }) => isNumber(type));
}

/** Return what can go across beside the order of arrival. */
export function acrossOf(fields: readonly TableField[]): readonly TableField[] {
  return fields.filter(({ type }) => type === "timestamp");
}

/** Return the fields that can have a line for each of their values. */
export function byOf(fields: readonly TableField[]): readonly TableField[] {
  return fields.filter(({ type }) => type === "str" || type === "bool");
}

/** Return the chart that was chosen; what names no field any more is as if nothing had been chosen. */
export function chosenChart(fields: readonly TableField[], value: string, across: string | null, by: string | null): ChartOf | null {
  const number = numbersOf(fields).find(({ name }) => name === value) ?? numbersOf(fields)[0];
  if (number === undefined) return null;
  const times = acrossOf(fields);
  const time = across === ARRIVAL ? null : (times.find(({ name }) => name === across) ?? times[0] ?? null);
  const groups = byOf(fields);
  const group = by === ONE_LINE ? null : (groups.find(({ name }) => name === by) ?? groups.find(({ name }) => name === "key" || name === "@key") ?? null);
  return { value: number, across: time, by: group };
}
