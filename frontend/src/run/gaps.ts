/** What of a run is missing on the screen, in words: items that were not sent, and events that never came. */
import type { RunState } from "./runState";

type Told = Pick<RunState, "samples" | "printed" | "records" | "missed">;

/** Where most is missing is named, up to this many. */
const NAMED = 2;

export interface Missing {
  /** Items that left ports and are not among those shown. */
  readonly items: number;
  /** By port, most first. */
  readonly ports: readonly (readonly [name: string, items: number])[];
  readonly events: number;
}

/** Return what is missing; decisions of window steps are told where they are drawn. */
export function missingOf({ samples, printed, records, missed }: Told): Missing {
  const ofPorts = Object.entries(samples).filter(([name]) => !(name in records)).map(([name, { skipped }]) => [name, skipped] as const);
  const ofLines = Object.entries(printed).map(([id, { skipped }]) => [`lines of ${id}`, skipped] as const);
  const ports = [...ofPorts, ...ofLines].filter(([, items]) => items > 0).toSorted((one, other) => other[1] - one[1]);
  return { items: ports.reduce((sum, [, items]) => sum + items, 0), ports, events: missed };
}

/** Return that in words; null when nothing is missing. */
export function missingText({ items, ports, events }: Missing): string | null {
  const words: string[] = [];
  if (events > 0) words.push(`${number(events)} ${events === 1 ? "event" : "events"} of this run never came; what they told is missing here.`);
  if (items > 0) {
    const named = ports.slice(0, NAMED).map(([name, count]) => `${name} ${number(count)}`);
    const others = ports.length > NAMED ? ` and ${number(ports.length - NAMED)} more` : "";
    words.push(`${number(items)} ${items === 1 ? "item is" : "items are"} not shown, because more came than is sent here (${named.join(", ")}${others}). Counts and results have them all.`);
  }
  return words.length === 0 ? null : words.join(" ");
}

function number(count: number): string {
  return count.toLocaleString("en-US");
}
