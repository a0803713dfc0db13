/**
 * The windows of one step: those that closed, told by `meta`, and those that are open, told now and then.
 *
 * A closed window keeps its sub-lane; open ones are given theirs each time they are told.
 */
import { cell, type ItemChunk } from "../run/sample";
import { instantUs } from "./instants";
import type { Keys } from "./keys";
import { Stack } from "./stack";

export const MAX_WINDOWS = 100_000;
const LET_GO = 10_000;

/** An open window as the run tells it; what is null is not known yet. */
export interface OpenWindow {
  readonly key: string | null;
  readonly window_id: number | string | null;
  readonly open_time: string | null;
  readonly close_time?: string | null;
  readonly last_timestamp?: string | null;
  readonly items?: number | null;
  readonly watermark?: string | null;
  readonly due_at?: string | null;
}

export const CLOSED = 0;
export const OPEN = 1;

export class Windows {
  count = 0;
  /** How many of them, from the end, are open. */
  openCount = 0;
  forgotten = 0;
  deepest = 1;
  key: number[] = [];
  id: (string | null)[] = [];
  open: number[] = [];
  close: number[] = [];
  lane: number[] = [];
  state: number[] = [];
  /** What a window was merged from; most are not in it. */
  merged = new Map<number, readonly string[]>();
  private stacks: Stack[] = [];
  private openTold: readonly OpenWindow[] = [];

  constructor(readonly keys: Keys, private readonly most = MAX_WINDOWS) {}

  /** Add the closed windows of a chunk; those that were told as open are so no longer. */
  add(chunk: ItemChunk, from: number, to: number): void {
    if (from === to) return;
    const open = this.openTold;
    this.dropOpen();
    const closed = new Set<string>();
    for (let at = from; at < to; at += 1) {
      const key = chunk.keys?.[at] ?? "";
      const id = idOf(cell(chunk, at, "window_id"));
      closed.add(`${id}\n${key}`);
      this.push(key, id, instantUs(cell(chunk, at, "open_time")), instantUs(cell(chunk, at, "close_time")), CLOSED, cell(chunk, at, "merged_ids"));
    }
    if (this.count > this.most) this.letGo(this.count - this.most + Math.min(LET_GO, this.most >> 1));
    this.openTold = open.filter((window) => !closed.has(nameOf(window)));
    this.pushOpen();
  }

  /** Take these windows for the ones that are open now. */
  setOpen(windows: readonly OpenWindow[]): void {
    this.dropOpen();
    this.openTold = windows;
    this.pushOpen();
  }

  private push(key: string, id: string | null, open: number, close: number, state: number, merged: unknown): void {
    const number = this.keys.intern(key);
    const lane = this.stackOf(number).place(open, Math.max(open, close));
    if (Array.isArray(merged) && merged.length > 0) this.merged.set(this.count, merged.map(String));
    this.write(number, id, open, close, lane, state);
  }

  private write(key: number, id: string | null, open: number, close: number, lane: number, state: number): void {
    const at = this.count;
    this.keys.windows[key] = (this.keys.windows[key] ?? 0) + 1;
    [this.key[at], this.id[at], this.open[at], this.close[at], this.lane[at], this.state[at]] = [key, id, open, close, lane, state];
    this.count = at + 1;
    this.deepest = Math.max(this.deepest, lane + 1);
  }

  private stackOf(key: number): Stack {
    return (this.stacks[key] ??= new Stack());
  }

  private pushOpen(): void {
    const above = new Map<number, Stack>();
    for (const window of this.openTold) {
      const number = this.keys.intern(window.key ?? "");
      const [open, close] = openEnds(window);
      const others = above.get(number) ?? new Stack();
      above.set(number, others);
      let lane = 0;
      while (!this.stackOf(number).free(lane, open, close) || !others.free(lane, open, close)) lane += 1;
      others.hold(lane, open, close);
      this.write(number, idOf(window.window_id), open, close, lane, OPEN);
      this.openCount += 1;
    }
  }

  private dropOpen(): void {
    for (let at = this.count - this.openCount; at < this.count; at += 1) this.uncount(at);
    this.count -= this.openCount;
    this.openCount = 0;
    this.openTold = [];
    for (const column of this.columns()) column.length = this.count;
  }

  private letGo(windows: number): void {
    for (let at = 0; at < windows; at += 1) this.uncount(at);
    for (const column of this.columns()) column.splice(0, windows);
    this.merged = new Map([...this.merged].flatMap(([at, ids]) => (at < windows ? [] : [[at - windows, ids] as const])));
    this.count -= windows;
    this.forgotten += windows;
    this.stacks = [];
    for (let at = 0; at < this.count; at += 1) {
      this.stackOf(this.key[at] as number).hold(this.lane[at] as number, this.open[at] as number, this.close[at] as number);
    }
  }

  private uncount(at: number): void {
    const key = this.key[at] as number;
    this.keys.windows[key] = (this.keys.windows[key] as number) - 1;
  }

  private columns(): unknown[][] {
    return [this.key, this.id, this.open, this.close, this.lane, this.state];
  }
}

/** Return where an open window begins, and where it ends as far as anybody knows. */
function openEnds(window: OpenWindow): [number, number] {
  const open = instantUs(window.open_time);
  const close = instantUs(window.close_time ?? window.last_timestamp ?? window.open_time);
  return [open, Math.max(open, close)];
}

function nameOf(window: OpenWindow): string {
  return `${idOf(window.window_id)}\n${window.key ?? ""}`;
}

function idOf(value: unknown): string | null {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
}
