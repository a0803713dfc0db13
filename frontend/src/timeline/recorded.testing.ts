/** Runs of the engine that were recorded for tests: see tests/timeline/recorded_waits.py. */
import { readFileSync } from "node:fs";
import type { Step } from "../api/types";
import { addItems, EMPTY_SAMPLE, type NewItems, type Sample } from "../run/sample";
import { Timeline, type RunPieces } from "./timeline";

export interface RecordedRun {
  readonly name: string;
  readonly clock: "live" | "frozen";
  readonly config: Record<string, unknown>;
  readonly events: readonly NewItems[];
  /** The positions of the late items of runs at other waits. */
  readonly late: readonly (readonly [wait_us: number, positions: readonly number[]])[];
}

export function recordedRuns(): RecordedRun[] {
  return JSON.parse(readFileSync(new URL("recorded/waits.json", import.meta.url), "utf8")) as RecordedRun[];
}

export function decisionsOf(events: readonly NewItems[]): Sample {
  return events.reduce((sample, event) => addItems(sample, event), EMPTY_SAMPLE);
}

/** Return what a timeline reads of a run that has these samples. */
export function piecesOf(samples: Readonly<Record<string, Sample>>, config: Record<string, unknown> = {}, clock: "live" | "frozen" = "frozen"): RunPieces {
  const step = { id: "win", operator: "collect_window", config } as Step;
  return { runId: "r1", status: "running", clock, samples, flow: { steps: [step] } };
}

export function timelineOf(run: RecordedRun): Timeline {
  const timeline = new Timeline("r1", "win");
  timeline.update(piecesOf({ "win.decisions": decisionsOf(run.events) }, run.config, run.clock));
  return timeline;
}

const NOTHING_ELSE = { watermark_before: null, watermark_position: null, wait_needed: null, window_ids: [0] };

/** Return decisions in short words, at seconds of the first minute of 2022: `[key, second, late by the watermark of this second]`. */
export function decisions(told: readonly (readonly [key: string, second: number, watermark: number])[], first = 0): NewItems {
  const rows = told.map(([, second, watermark], at) => ({
    ...NOTHING_ELSE, position: first + at, timestamp: instant(second), arrived_at: null, watermark_before: instant(watermark), watermark_after: instant(watermark),
    verdict: second < watermark ? "late" : "on_time", wait_needed: second < watermark ? `${watermark - second}s` : null,
  }));
  const names = Object.keys(rows[0] ?? {}) as (keyof (typeof rows)[number])[];
  return { first, count: told.length, keys: told.map(([key]) => key), columns: Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])) };
}

export function instant(second: number): string {
  return new Date(Date.UTC(2022, 0, 1) + second * 1_000).toISOString().replace(".000Z", "Z");
}

export interface ToldWindow {
  readonly key: string;
  readonly id: number;
  readonly open: number;
  readonly close: number;
  readonly merged?: readonly number[];
}

/** Return closed windows as `meta` tells them, at seconds of the first minute of 2022. */
export function meta(windows: readonly ToldWindow[], first = 0): NewItems {
  return {
    first, count: windows.length, keys: windows.map(({ key }) => key),
    columns: {
      window_id: windows.map(({ id }) => id), open_time: windows.map(({ open }) => instant(open)),
      close_time: windows.map(({ close }) => instant(close)), merged_ids: windows.map(({ merged }) => merged ?? []),
    },
  };
}
