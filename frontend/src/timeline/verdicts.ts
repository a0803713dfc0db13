/**
 * Who is late at one wait: by subtraction, or where that may be off, by running the clocks of keys again.
 *
 *     in doubt at this wait    no   -> by subtraction (`waits.ts`), exact
 *                              yes  -> by its clock, run again over all its items, exact
 *                                      where items are missing, or the record is not what the run judged by: by
 *                                      subtraction, approximate
 *
 * Whether a record is what the run judged by is seen at the run's own wait: there its clocks must say what the run said.
 * All keys are run again in one go, item by item in order of arrival, so that items that come are only added.
 */
import { clockAt, type KeyClock, type Rules } from "../run/replay";
import { LATE, ON_TIME, type Items } from "./items";
import { rulesAt, type Setting } from "./setting";
import type { Waits } from "./waits";

/** Items between two looks at the clock. */
const BREATH = 1_024;

/** How long a frame may be busy with it. */
const SLICE_MS = 4;

export interface Verdicts {
  readonly wait_us: number;
  /** By row: `LATE` or `ON_TIME`. */
  readonly late: Uint8Array;
  /** How many more are late than subtraction says; below 0 for fewer. */
  readonly more: number;
  /** Of how many keys subtraction may be off, and their clocks were run again instead. */
  readonly rerun: number;
  readonly approximate: number;
  readonly isApproximate: (key: number) => boolean;
  /** Whether clocks are still run again: ask again soon. */
  readonly working: boolean;
}

export class WhatIf {
  private own: Rerun | null = null;
  private other: Rerun | null = null;
  /** Keys whose record is not what the run judged by. */
  private off = new Set<number>();
  private forgotten = 0;
  private known: { readonly of: string; readonly verdicts: Verdicts } | null = null;

  constructor(private readonly items: Items, private readonly waits: Waits) {}

  /** Return who is late at a wait, as far as that is known after a few milliseconds; `whole` is a record without gaps. */
  at(wait_us: number, setting: Setting, whole: boolean): Verdicts {
    const rerun = whole && this.someInDoubtAt(wait_us) ? this.goOn(wait_us, setting) : null;
    const state = rerun === null ? "none" : this.isDone(rerun) ? "done" : "working";
    const of = `${wait_us} ${setting.wait_us} ${this.items.count} ${this.items.forgotten} ${state}`;
    if (this.known?.of !== of) this.known = { of, verdicts: this.verdicts(wait_us, rerun) };
    return this.known.verdicts;
  }

  private isDone(rerun: Rerun): boolean {
    return rerun.rows === this.items.count && this.own?.rows === this.items.count;
  }

  private someInDoubtAt(wait_us: number): boolean {
    const { waits, items } = this;
    if (waits.doubt === "none") return false;
    for (let key = 0; key < items.keys.count; key += 1) if (waits.inDoubtAt(key, wait_us)) return true;
    return false;
  }

  private goOn(wait_us: number, setting: Setting): Rerun | null {
    const { items } = this;
    if (this.forgotten !== items.forgotten) [this.own, this.other, this.off, this.forgotten] = [null, null, new Set(), items.forgotten];
    const rules = rulesAt(setting, wait_us);
    if (rules === null) return null;
    this.own ??= new Rerun(items, { ...rules, wait_us: setting.wait_us });
    if (this.other?.rules.wait_us !== wait_us) this.other = new Rerun(items, rules);
    const until_ms = performance.now() + SLICE_MS;
    this.own.goOn(until_ms, (row, clock) => this.compare(row, clock));
    this.other.goOn(until_ms);
    return this.other;
  }

  private compare(row: number, clock: KeyClock): void {
    const { items, own } = this;
    const after = items.after[row] as number;
    const agrees = own?.late[row] === items.verdict[row] && (Number.isNaN(after) || after === clock.watermark_us);
    if (!agrees) this.off.add(items.key[row] as number);
  }

  private verdicts(wait_us: number, rerun: Rerun | null): Verdicts {
    const { items, waits } = this;
    const done = rerun !== null && this.isDone(rerun);
    const inDoubt = Array.from({ length: items.keys.count }, (_, key) => waits.inDoubtAt(key, wait_us));
    const again = inDoubt.map((doubtful, key) => doubtful && done && items.keys.lost[key] !== true && !this.off.has(key));
    const approximate = (key: number): boolean => inDoubt[key] === true && again[key] !== true;
    const { late, more } = wait_us === waits.wait_us ? { late: items.verdict, more: 0 } : this.judged(wait_us, done ? rerun : null, again);
    return { wait_us, late, more, rerun: count(again), approximate: count(inDoubt) - count(again), isApproximate: approximate, working: rerun !== null && !done };
  }

  private judged(wait_us: number, rerun: Rerun | null, again: readonly boolean[]): Pick<Verdicts, "late" | "more"> {
    const { needed, key, count: rows } = this.items;
    const late = new Uint8Array(rows);
    let more = 0;
    for (let row = 0; row < rows; row += 1) {
      const subtracted = (needed[row] as number) > wait_us ? LATE : ON_TIME;
      late[row] = rerun !== null && again[key[row] as number] ? (rerun.late[row] as number) : subtracted;
      more += (late[row] as number) - subtracted;
    }
    return { late, more };
  }
}

/** The clocks of all keys at one wait, run over the items that are kept. */
class Rerun {
  /** By row; only those before `rows` are judged. */
  late = new Uint8Array(0);
  rows = 0;
  private readonly clocks: (KeyClock | null)[] = [];

  constructor(private readonly items: Items, readonly rules: Rules) {}

  /** Judge items until all are or the time is over, and visit each. */
  goOn(until_ms: number, visit?: (row: number, clock: KeyClock) => void): void {
    const { items } = this;
    this.makeRoom();
    while (this.rows < items.count && performance.now() < until_ms) {
      const end = Math.min(items.count, this.rows + BREATH);
      for (let row = this.rows; row < end; row += 1) {
        const clock = this.judge(row);
        visit?.(row, clock);
      }
      this.rows = end;
    }
  }

  private judge(row: number): KeyClock {
    const { items } = this;
    const clock = (this.clocks[items.key[row] as number] ??= clockAt(this.rules));
    const arrived = items.arrived[row] as number;
    this.late[row] = clock.keeps(items.time[row] as number, Number.isNaN(arrived) ? 0 : arrived) ? ON_TIME : LATE;
    return clock;
  }

  private makeRoom(): void {
    while (this.clocks.length < this.items.keys.count) this.clocks.push(null);
    if (this.late.length >= this.items.count) return;
    const wider = new Uint8Array(this.items.time.length);
    wider.set(this.late);
    this.late = wider;
  }
}

function count(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length;
}
