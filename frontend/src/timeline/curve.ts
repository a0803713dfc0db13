/**
 * How many items are late at a wait: a curve that only falls, and what a person asks of it.
 *
 * It is exact as long as the run told every item. Where it told some, each of those stands for as many as were judged
 * like it, and the curve is an estimate.
 */
import { LATE, type Items } from "./items";
import type { Verdicts } from "./verdicts";
import { countAbove, type Waits } from "./waits";

export interface Totals {
  readonly onTime: number;
  readonly late: number;
}

export class Curve {
  private readonly onTimeEach: number;
  private readonly lateEach: number;

  /** `totals` are what the step counted, told or not. */
  constructor(private readonly waits: Waits, readonly totals: Totals) {
    this.onTimeEach = waits.onTime.length === 0 ? 1 : Math.max(1, totals.onTime / waits.onTime.length);
    this.lateEach = waits.late.length === 0 ? 1 : Math.max(1, totals.late / waits.late.length);
  }

  get total(): number {
    return this.lateNow + Math.round(this.onTimeEach * this.waits.onTime.length);
  }

  /** How many were late at the wait of the run. */
  get lateNow(): number {
    return Math.round(this.lateEach * this.waits.late.length);
  }

  /** Whether some items stand for others that were not told. */
  isEstimate(wait_us: number): boolean {
    return this.lateEach > 1 || (wait_us < this.waits.wait_us && this.onTimeEach > 1);
  }

  /** The longest wait that any item needs: with it, all are on time. */
  get longest_us(): number {
    const { late, onTime } = this.waits;
    return late.at(-1) ?? onTime.at(-1) ?? 0;
  }

  lateAt(wait_us: number): number {
    if (wait_us >= this.waits.wait_us) return Math.round(this.lateEach * countAbove(this.waits.late, wait_us));
    return this.lateNow + Math.round(this.onTimeEach * countAbove(this.waits.onTime, wait_us));
  }

  shareAt(wait_us: number): number {
    return this.total === 0 ? 0 : this.lateAt(wait_us) / this.total;
  }

  /** Return the shortest wait with which at most this share is late. */
  waitFor(share: number): number {
    const allowed = share * this.total;
    const { late, onTime } = this.waits;
    if (this.lateNow > allowed) return nthLongest(late, Math.floor(allowed / this.lateEach));
    return nthLongest(onTime, Math.floor((allowed - this.lateNow) / this.onTimeEach));
  }

  /** Return where more waiting begins to buy little: the wait furthest below the straight line; null when nothing bends. */
  knee(): number | null {
    const [most, longest] = [this.lateAt(0), this.longest_us];
    if (most === 0 || longest === 0) return null;
    let [best, knee] = [LEAST_BEND, null as number | null];
    for (const wait of this.sampledWaits()) {
      const bend = 1 - wait / longest - this.lateAt(wait) / most;
      if (bend > best) [best, knee] = [bend, wait];
    }
    return knee;
  }

  private sampledWaits(): number[] {
    return [this.waits.onTime, this.waits.late].flatMap((sorted) => {
      const step = Math.max(1, Math.floor(sorted.length / KNEE_SAMPLES));
      return Array.from({ length: Math.ceil(sorted.length / step) }, (_, at) => sorted[at * step] as number);
    });
  }
}

const LEAST_BEND = 0.05;
const KNEE_SAMPLES = 400;

/** Return the wait with which exactly the `spared` longest of these stay unmet; 0 when there are no more than that. */
function nthLongest(sorted: Float64Array, spared: number): number {
  return sorted[sorted.length - 1 - spared] ?? 0;
}

export interface KeyLateness {
  readonly key: number;
  readonly items: number;
  /** Late in the run, and at the wait in question. */
  readonly now: number;
  readonly another: number;
}

/** Return the keys with most late items in the run or at another wait, as far as items were told; most first. */
export function worstKeys(items: Items, { late: atWait }: Pick<Verdicts, "late">, most: number): KeyLateness[] {
  const another = new Uint32Array(items.keys.count);
  for (let row = 0; row < items.count; row += 1) {
    if (atWait[row] === LATE) another[items.key[row] as number] = (another[items.key[row] as number] as number) + 1;
  }
  const { late, items: counts } = items.keys;
  const worst: KeyLateness[] = [];
  for (let key = 0; key < another.length; key += 1) {
    const one = { key, items: counts[key] as number, now: late[key] as number, another: another[key] as number };
    if (one.now > 0 || one.another > 0) worst.push(one);
  }
  return worst.toSorted((a, b) => b.another - a.another || b.now - a.now || a.key - b.key).slice(0, most);
}
