/** How fast items passed every step over the last minutes: a reading each second, the oldest let go. */
import type { Counters } from "./counters";

/** Five minutes. */
export const READINGS = 300;
const EVERY_MS = 1_000;

export class RateHistory {
  private readonly rates = new Map<string, Float32Array>();
  private next = 0;
  private last_ms = -Infinity;

  /** How many readings there are. */
  get count(): number {
    return Math.min(this.next, READINGS);
  }

  /** Note the rates, at most once a second; returns whether they were noted. */
  note(now_ms: number, counters: Counters, steps: readonly string[]): boolean {
    if (now_ms - this.last_ms < EVERY_MS) return false;
    this.last_ms = now_ms;
    for (const step of steps) this.ringOf(step)[this.next % READINGS] = rateOf(counters, step);
    this.next += 1;
    return true;
  }

  /** Return the rates of a step, oldest first. */
  of(step: string): readonly number[] {
    const ring = this.rates.get(step);
    if (ring === undefined) return [];
    return Array.from({ length: this.count }, (_, at) => ring[(this.next - this.count + at) % READINGS] as number);
  }

  private ringOf(step: string): Float32Array {
    const ring = this.rates.get(step) ?? new Float32Array(READINGS);
    this.rates.set(step, ring);
    return ring;
  }
}

/** What a step takes in, or what a source gives. */
function rateOf(counters: Counters, step: string): number {
  const taken = counters[`${step}:in`];
  if (taken !== undefined && taken.total > 0) return taken.rate;
  return Object.entries(counters).reduce((sum, [name, { rate }]) => (name.startsWith(`${step}.`) ? sum + rate : sum), 0);
}
