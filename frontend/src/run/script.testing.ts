/** Scripted events for tests: a run told in short words. */
import type { OpenWindow, RunEvent, RunStarted, StatusChanged, StepStats } from "./events";

type Untold<E> = E extends StatusChanged ? Omit<E, "seq" | "at" | keyof typeof GOING> & Partial<typeof GOING> : E extends RunEvent ? Omit<E, "seq" | "at"> : never;

const GOING: Pick<StatusChanged, "stepping" | "system_time" | "reason"> = { stepping: null, system_time: null, reason: "" };

/** Return these events numbered from `first`, a second apart. */
export function script(events: readonly Untold<RunEvent>[], first = 1): RunEvent[] {
  return events.map((event, index) => {
    const seconds = String((first + index) % 60).padStart(2, "0");
    return { ...(event.type === "status" ? GOING : {}), ...event, seq: first + index, at: `2026-01-01T00:00:${seconds}Z` } as RunEvent;
  });
}

export const started: Untold<RunStarted> = {
  type: "run_started", flow_name: "windowing", clock: "frozen", streams: { "source.down": "{val: int}" },
};

/** Return an event with the values `first`, `first + 1`, ... in the column `val`. */
export function items(first: number, count: number, step = "source", port = "down"): Untold<RunEvent> {
  const val = Array.from({ length: count }, (_, at) => first + at);
  return { type: "items", step_id: step, port, first, count, keys: null, columns: { val } };
}

export function gap(first: number, skipped: number, step = "source", port = "down"): Untold<RunEvent> {
  return { type: "gap", step_id: step, port, first, skipped };
}

export function stats(elapsed_s: number, steps: Record<string, Partial<StepStats>>): Untold<RunEvent> {
  const full = Object.entries(steps).map(([id, known]) => [id, { ...NO_STATS, ...known }] as const);
  return { type: "stats", elapsed_s, turns: 1, system_time: null, steps: Object.fromEntries(full) };
}

const NO_STATS: StepStats = {
  items_in: 0, kept: 0, late: 0, bad: 0, filtered: 0, dropped: 0, items_out: {}, watermark: null, watermark_slowest: null,
  keys: null, open_windows: null, held: null, early: null, out_of_order: null, busy_s: 0, cost: null,
};

/** Return an event with windows of key `a` that are open, one for each of these ids. */
export function openWindows(step: string, ids: readonly number[], total = ids.length): Untold<RunEvent> {
  return { type: "open_windows", step_id: step, total, system_time: null, windows: ids.map(openWindow) };
}

function openWindow(id: number): OpenWindow {
  const [open_time, close_time] = [`2022-01-01T00:00:${id}0Z`, `2022-01-01T00:00:${id + 1}0Z`];
  return { key: "a", window_id: id, open_time, close_time, watermark: open_time, last_timestamp: null, items: 1, due_at: null };
}
