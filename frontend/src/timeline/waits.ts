/**
 * What another wait would have done: the smallest wait that keeps each item, and how many are late at any wait.
 *
 * A key's clock is the best of `timestamp - wait` so far, moved on with system time, so another wait moves every
 * watermark by the difference and nothing else. An item is late at a wait exactly if
 *
 *     wait < needed,  needed = watermark before it + the wait of the run - the last watermark that keeps it
 *
 * which is one subtraction for each item, exact, and told by the engine itself for late ones. It stops being exact only
 * where a clock may have been forgotten: a tumbling or sliding key that has no open window starts anew, and when
 * that happens depends on the wait. Such keys are named (`inDoubtAt`), and at one wait played again (`verdicts.ts`). Time
 * that stands still never empties a key, and sessions keep their clock.
 */
import { LATE, type Items } from "./items";
import { keptUntil, lastClose, type Setting } from "./setting";

export class Waits {
  /** The waits needed, in order, of items that were on time, and of those that were late. */
  onTime = new Float64Array(0);
  late = new Float64Array(0);
  /** The wait of the run. */
  wait_us = 0;
  /** For each key the longest wait at which its clock may have been forgotten. */
  private readonly forgottenAt: number[] = [];
  /** For each key when the windows of those items close that moved its clock since it was forgotten last. */
  private readonly closes: number[] = [];
  private readonly met: boolean[] = [];
  /** How many rows were ever seen, and how many of them were let go. */
  private seen = 0;
  private forgotten = 0;
  /** What subtraction may miss in this run. */
  doubt: Doubt = "none";

  constructor(private readonly items: Items) {}

  /** Take in the items that were added. */
  added(setting: Setting, frozen: boolean): void {
    const { items } = this;
    this.wait_us = setting.wait_us;
    this.doubt = doubtOf(setting, frozen);
    const from = Math.max(0, this.seen - items.forgotten);
    for (let row = from; row < items.count; row += 1) {
      items.needed[row] = this.needs(row, setting);
      if (this.doubt !== "none") this.doubts(row, setting);
    }
    this.sortIn(this.forgotten === items.forgotten ? from : 0);
    this.seen = items.count + items.forgotten;
    this.forgotten = items.forgotten;
  }

  private needs(row: number, setting: Setting): number {
    const { items } = this;
    if (setting.clock === "system") return 0;
    if (items.verdict[row] === LATE) return items.told[row] as number;
    const before = items.before[row] as number;
    if (Number.isNaN(before)) return 0;
    const needed = before + setting.wait_us - keptUntil(setting, items.time[row] as number);
    // An item that joined an open session was on time however far behind it was.
    return Math.min(setting.wait_us, Math.max(0, needed));
  }

  private doubts(row: number, setting: Setting): void {
    const { items } = this;
    const [key, time, before] = [items.key[row] as number, items.time[row] as number, items.before[row] as number];
    if (this.doubt === "forgets") this.mayForget(key, before + setting.wait_us);
    else if (before + setting.wait_us > keptUntil(setting, time)) this.forgottenAt[key] = Infinity;
    if (items.setter[row] === items.position[row]) this.closes[key] = Math.max(this.closes[key] ?? -Infinity, lastClose(setting, time));
    this.met[key] = true;
  }

  /** With a wait that lets the watermark reach where the key's last window closes, its clock may be gone. */
  private mayForget(key: number, reach_us: number): void {
    if (!this.met[key]) return;
    // No watermark before it, though the key had been there: it was forgotten in the run itself.
    const longest = Number.isNaN(reach_us) ? Infinity : reach_us - (this.closes[key] ?? -Infinity);
    this.forgottenAt[key] = Math.max(this.forgottenAt[key] ?? -1, longest);
    if (Number.isNaN(reach_us)) this.closes[key] = -Infinity;
  }

  /** Whether what subtraction says of a key at this wait may be off. */
  inDoubtAt(key: number, wait_us: number): boolean {
    return wait_us !== this.wait_us && wait_us <= this.inDoubtUpTo(key);
  }

  /** Return the longest wait at which what subtraction says of a key may be off; -1 for none. */
  inDoubtUpTo(key: number): number {
    return this.forgottenAt[key] ?? -1;
  }

  /** Sort the rows from `first` on in; 0 begins anew. */
  private sortIn(first: number): void {
    const [onTime, late]: [number[], number[]] = [[], []];
    for (let row = first; row < this.items.count; row += 1) {
      (this.items.verdict[row] === LATE ? late : onTime).push(this.items.needed[row] as number);
    }
    this.onTime = merged(first === 0 ? NONE : this.onTime, Float64Array.from(onTime).toSorted());
    this.late = merged(first === 0 ? NONE : this.late, Float64Array.from(late).toSorted());
  }
}

const NONE = new Float64Array(0);

export type Doubt = "none" | "forgets" | "joins";

function doubtOf(setting: Setting, frozen: boolean): Doubt {
  if (setting.clock === "system") return "none";
  if (setting.windower.kind === "session") return setting.lateRule === "window_closed" ? "joins" : "none";
  return frozen ? "none" : "forgets";
}

/** Return two rows of numbers, each in order, as one in order. */
function merged(one: Float64Array, other: Float64Array): Float64Array<ArrayBuffer> {
  const both = new Float64Array(one.length + other.length);
  let [a, b] = [0, 0];
  for (let at = 0; at < both.length; at += 1) {
    const takesOne = b >= other.length || (a < one.length && (one[a] as number) <= (other[b] as number));
    both[at] = takesOne ? (one[a++] as number) : (other[b++] as number);
  }
  return both;
}

/** Return how many of these numbers, which are in order, are greater than `least`. */
export function countAbove(sorted: Float64Array, least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= least) low = middle + 1;
    else high = middle;
  }
  return sorted.length - low;
}
