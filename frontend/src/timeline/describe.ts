/** A timeline in words: what is in sight, what was not told, and what one item or window is. */
import { instantText, spanText, type Zone } from "./instants";
import { LATE } from "./items";
import { eachItemInSight, windowsInSight, type Scene } from "./scene";
import type { Timeline } from "./timeline";
import { OPEN } from "./windows";

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Return what is in sight: `132 items, 4 late, 12 windows closed, 3 open, from ... to ...`. */
export function sceneText(scene: Scene): string {
  let [items, late] = [0, 0];
  eachItemInSight(scene, (_row, _x, _y, isLate) => {
    items += 1;
    if (isLate) late += 1;
  });
  const inSight = windowsInSight(scene);
  const open = inSight.filter((at) => scene.timeline.windows.state[at] === OPEN).length;
  const { from_us, to_us } = scene.view;
  const [from, to] = [from_us, to_us].map((us) => instantText(Math.round(us / 1_000) * 1_000, scene.zone, true));
  return `${counted(items, "item")}, ${late.toLocaleString("en-US")} late, ${counted(inSight.length - open, "window")} closed, ${open} open, from ${from} to ${to}`;
}

/** Return what the run did not tell, and what was let go; null when everything is there. */
export function untoldText(timeline: Timeline): string | null {
  const { untold, items, untoldWindows, windows } = timeline;
  const kept = `${items.count.toLocaleString("en-US")} of ${(items.count + items.forgotten + untold).toLocaleString("en-US")} items drawn`;
  if (untold + items.forgotten + untoldWindows + windows.forgotten === 0) return null;
  const why = untold > 0 ? "a run tells a sample of them, late ones first" : "older ones were let go";
  const missing = untoldWindows + windows.forgotten;
  const windowText = missing === 0 ? "" : `; ${counted(missing, "closed window")} not drawn`;
  return `${kept}: ${why}${windowText}`;
}

export type Fact = readonly [name: string, value: string];

/** Return what there is to know of an item, in the order in which it is asked. */
export function itemFacts(timeline: Timeline, row: number, zone: Zone): Fact[] {
  const { items } = timeline;
  const at = (us: number | undefined): string => (us === undefined || Number.isNaN(us) ? "none" : instantText(us, zone, true));
  const late = items.verdict[row] === LATE;
  const [time, before, after, position, setter] = [items.time[row], items.before[row], items.after[row], items.position[row], items.setter[row]];
  const ids = items.windowIds(row).map((id) => id ?? "numbered when it closes");
  const facts: (Fact | null)[] = [
    ["verdict", late ? "late" : "on time"],
    ["timestamp", at(time)],
    timeline.frozen ? null : ["arrived", at(items.arrived[row])],
    ["watermark before", at(before)],
    ["watermark after", at(after)],
    ["moved by", moverText(position, setter, late)],
    late ? ["late by", spanText((after ?? 0) - (time ?? 0))] : null,
    ["wait needed", neededText(timeline, row)],
    ids.length === 0 ? null : [ids.length === 1 ? "window" : "windows", ids.length > 12 ? `${ids.slice(0, 12).join(", ")} and ${ids.length - 12} more` : ids.join(", ")],
  ];
  return facts.filter((fact) => fact !== null);
}

/** Return the wait that keeps an item, `≈` before it where the clock of its key may tell another. */
export function neededText({ items, waits }: Timeline, row: number): string {
  const needed = items.needed[row] ?? 0;
  return `${waits.inDoubtUpTo(items.key[row] as number) >= 0 && needed > 0 ? "≈ " : ""}${spanText(needed)}`;
}

function moverText(position: number | undefined, setter: number | undefined, late: boolean): string {
  if (setter === undefined || Number.isNaN(setter)) return late ? "the passing of time" : "not moved";
  return setter === position ? "this item" : `item ${setter}`;
}

/** Return what there is to know of a window. */
export function windowFacts(timeline: Timeline, at: number, zone: Zone): Fact[] {
  const { windows } = timeline;
  const merged = windows.merged.get(at);
  const [open, close] = [windows.open[at] as number, windows.close[at] as number];
  return [
    ["window", windows.id[at] ?? "numbered when it closes"],
    ["state", windows.state[at] === OPEN ? "open" : "closed"],
    ["opens", instantText(open, zone, true)],
    ["closes", instantText(close, zone, true)],
    ["length", spanText(close - open)],
    ...(merged === undefined ? [] : [["merged", merged.join(", ")] as const]),
  ];
}
