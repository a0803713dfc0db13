/** Which lane each key has: its place in the list of lanes, or none when the filter leaves it out. */
import type { Keys } from "./keys";

export type LaneOrder = "late" | "name";

export interface Lanes {
  /** By key: its lane, or -1. */
  readonly laneOf: Int32Array;
  /** By lane: its key. */
  readonly keys: readonly number[];
}

/** Return the lanes of the keys whose name holds `filter`, most late first or by name. */
export function lanesOf(keys: Keys, filter: string, order: LaneOrder): Lanes {
  const wanted = filter.trim().toLowerCase();
  const chosen: number[] = [];
  for (let key = 0; key < keys.count; key += 1) {
    // What was let go leaves no empty lane.
    if (keys.items[key] === 0 && keys.windows[key] === 0) continue;
    if (wanted === "" || keys.names[key]?.toLowerCase().includes(wanted)) chosen.push(key);
  }
  const byName = (a: number, b: number): number => compare(keys.names[a] as string, keys.names[b] as string);
  const byLate = (a: number, b: number): number => (keys.late[b] as number) - (keys.late[a] as number) || byName(a, b);
  chosen.sort(order === "late" ? byLate : byName);
  const laneOf = new Int32Array(keys.count).fill(-1);
  for (const [lane, key] of chosen.entries()) laneOf[key] = lane;
  return { laneOf, keys: chosen };
}

const collator = new Intl.Collator("en", { numeric: true });

function compare(a: string, b: string): number {
  return collator.compare(a, b);
}

/** How high a lane is, and what is where in it: bars of windows in sub-lanes, and the items below. */
export interface LaneShape {
  readonly height: number;
  /** Where the first bar begins. */
  readonly top: number;
  readonly bar: number;
  readonly step: number;
  /** Sub-lanes that are drawn; windows that are stacked deeper are not. */
  readonly depth: number;
  /** Where the items' middle is, from the lane's top. */
  readonly items: number;
}

const [MOST_DEPTH, TOP, ITEM_ROOM, MOST_GROWN] = [12, 6, 14, 2.5];

/** Return the shape that lanes need for windows stacked this deep; few lanes share the room there is. */
export function laneShape(deepest: number, lanes: number, room: number): LaneShape {
  const depth = Math.min(MOST_DEPTH, Math.max(1, deepest));
  const [bar, step] = depth === 1 ? [8, 10] : depth <= 4 ? [5, 7] : [3, 4];
  const grown = Math.min(MOST_GROWN, Math.max(1, room / (Math.max(1, lanes) * (TOP + depth * step + ITEM_ROOM))));
  const bars = TOP + Math.floor(depth * step * grown);
  const items = Math.floor(ITEM_ROOM * grown);
  return { height: bars + items, top: TOP, bar: Math.round(bar * grown), step: Math.floor(step * grown), depth, items: bars + items / 2 - 2 };
}
