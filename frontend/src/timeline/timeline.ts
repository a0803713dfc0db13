/**
 * What one window step did with time: its items, its windows, and what the run did not tell of them.
 *
 * Fed from the samples of a run: what came since the last time is added, nothing is built anew. A sample that begins
 * with another run makes another timeline.
 */
import { hasEnded, type RunStatus } from "../run/events";
import { EMPTY_SAMPLE, startRow, type ItemChunk, type Sample } from "../run/sample";
import { Items } from "./items";
import { Keys } from "./keys";
import { settingOf, UNKNOWN_SETTING, type Setting } from "./setting";
import { WhatIf, type Verdicts } from "./verdicts";
import { Waits } from "./waits";
import { Windows, type OpenWindow } from "./windows";
import type { Step } from "../api/types";

/** What a timeline reads of a run. */
export interface RunPieces {
  readonly runId: string | null;
  readonly status: RunStatus | null;
  readonly clock: "live" | "frozen" | null;
  readonly samples: Readonly<Record<string, Sample>>;
  readonly flow: { readonly steps: readonly Step[] } | null;
  /** By step; not there while the server tells none. */
  readonly openWindows?: Readonly<Record<string, { readonly windows: readonly OpenWindow[]; readonly total: number } | undefined>>;
}

export class Timeline {
  readonly keys = new Keys();
  readonly items = new Items(this.keys);
  readonly windows = new Windows(this.keys);
  setting: Setting = UNKNOWN_SETTING;
  readonly waits = new Waits(this.items);
  private readonly whatIf = new WhatIf(this.items, this.waits);
  /** Changes when anything that is drawn did. */
  version = 0;
  frozen = true;
  ended = false;
  /** Items that the run judged and did not tell, or that came while nothing was listening. */
  untold = 0;
  untoldWindows = 0;
  /** How many windows are open, of which not all may be told. */
  openTotal = 0;
  private itemRow = 0;
  private windowRow = 0;
  private openSeen: readonly OpenWindow[] | null = null;
  private lastDecisions: Sample = EMPTY_SAMPLE;
  private lastMeta: Sample = EMPTY_SAMPLE;

  constructor(readonly runId: string | null, readonly stepId: string) {}

  /** Add what the run has told since the last time; returns whether there was anything. */
  update(run: RunPieces): boolean {
    if (run.flow === null) return false;
    const before = this.version;
    this.frozen = run.clock !== "live";
    this.readSetting(run);
    this.addItems(run.samples[`${this.stepId}.decisions`] ?? EMPTY_SAMPLE);
    this.addWindows(run.samples[`${this.stepId}.meta`] ?? EMPTY_SAMPLE);
    this.setOpen(run);
    return this.version !== before;
  }

  /** Whether this can go on from where it is: a run that is told again from its first event needs another timeline. */
  goesOnWith(run: RunPieces): boolean {
    const ends = (name: string): number => endRow(run.samples[`${this.stepId}.${name}`] ?? EMPTY_SAMPLE);
    return run.runId === this.runId && ends("decisions") >= this.itemRow && ends("meta") >= this.windowRow;
  }

  private readSetting(run: RunPieces): void {
    if (this.setting !== UNKNOWN_SETTING) return;
    this.setting = settingOf(run.flow?.steps.find((step) => step.id === this.stepId));
    this.version += 1;
  }

  private addItems(sample: Sample): void {
    if (sample === this.lastDecisions) return;
    this.lastDecisions = sample;
    const first = this.items.count + this.items.forgotten;
    this.itemRow = eachNew(sample, this.itemRow, (chunk, from, to) => this.items.add(chunk, from, to));
    const told = this.items.count + this.items.forgotten;
    this.untold = Math.max(0, sample.total - told);
    if (told !== first) this.waits.added(this.setting, this.frozen);
    this.version += 1;
  }

  private addWindows(sample: Sample): void {
    if (sample === this.lastMeta) return;
    this.lastMeta = sample;
    this.windowRow = eachNew(sample, this.windowRow, (chunk, from, to) => this.windows.add(chunk, from, to));
    this.untoldWindows = Math.max(0, sample.total - this.closedTold);
    this.version += 1;
  }

  private setOpen(run: RunPieces): void {
    const told = run.openWindows?.[this.stepId];
    this.ended = hasEnded(run.status);
    // A run that finished closed them all, whatever was told before.
    const [open, total] = run.status === "finished" || told === undefined ? [NONE, 0] : [told.windows, told.total];
    if (open === this.openSeen) return;
    this.openSeen = open;
    this.openTotal = total;
    this.windows.setOpen(open);
    this.version += 1;
  }

  /** Return who is late at a wait; ask again soon while that is `working`. */
  verdictsAt(wait_us: number): Verdicts {
    return this.whatIf.at(wait_us, this.setting, this.untold === 0);
  }

  /** How many closed windows were told. */
  get closedTold(): number {
    return this.windows.count - this.windows.openCount + this.windows.forgotten;
  }

  /** Return the stretch of event time that everything is in; null when there is nothing. */
  extent(): { from_us: number; to_us: number } | null {
    let [from, to] = [this.items.firstTime, this.items.lastTime];
    if (Number.isNaN(from)) [from, to] = [Infinity, -Infinity];
    const { open, close, count } = this.windows;
    for (let at = 0; at < count; at += 1) {
      from = Math.min(from, open[at] as number);
      to = Math.max(to, close[at] as number);
    }
    return from <= to ? { from_us: from, to_us: to } : null;
  }
}

const NONE: readonly OpenWindow[] = [];

function endRow(sample: Sample): number {
  return startRow(sample) + sample.rows;
}

/** Visit the rows of a sample from `row` on, chunk by chunk; returns the row that comes next. */
function eachNew(sample: Sample, row: number, visit: (chunk: ItemChunk, from: number, to: number) => void): number {
  for (let index = firstChunk(sample, row); index < sample.chunks.length; index += 1) {
    const chunk = sample.chunks[index];
    if (chunk?.kind !== "items") continue;
    const from = chunk.from + Math.max(0, row - chunk.row);
    if (from < chunk.to) visit(chunk, from, chunk.to);
  }
  return Math.max(row, endRow(sample));
}

/** Return the first chunk that may hold this row or a later one: new ones are at the end. */
function firstChunk(sample: Sample, row: number): number {
  let index = sample.chunks.length;
  while (index > 0 && (sample.chunks[index - 1]?.row ?? 0) >= row) index -= 1;
  return Math.max(0, index - 1);
}
