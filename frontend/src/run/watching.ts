/** What one step and one stream tell while their run goes on: state, back-pressure, how far the watermark is behind. */
import { busyShare } from "./counters";
import { hasEnded, type RunStatus } from "./events";
import type { RunState } from "./runState";
import { instantMs } from "./timeText";

export type StepState = RunStatus | "idle";

type Watched = Pick<RunState, "status" | "failure" | "counters" | "steps" | "clock" | "systemTime_ms">;

/** Below this many items a second nothing passes that anybody could see. */
const IDLE_BELOW = 0.05;

/** Return how a step is: as its run is, but for the step that failed it, and one that nothing passes through. */
export function stepState(run: Watched, stepId: string): StepState | null {
  if (run.status === null) return null;
  if (run.status === "failed") return run.failure === null || run.failure.stepId === stepId ? "failed" : "stopped";
  if (run.status !== "running") return run.status;
  return ratesOf(run, stepId).some((rate) => rate >= IDLE_BELOW) ? "running" : "idle";
}

function ratesOf(run: Watched, stepId: string): number[] {
  const ports = Object.keys(run.steps[stepId]?.items_out ?? {});
  return [":in", ...ports.map((port) => `.${port}`)].map((end) => run.counters[`${stepId}${end}`]?.rate ?? 0);
}

/** How hard a step holds back what comes to it. */
export type Pressure = "light" | "strained" | "full";

/** Return what a share of the time at work means for the stream into a step. */
export function pressureOf(share: number): Pressure {
  return share <= 0.6 ? "light" : share <= 0.85 ? "strained" : "full";
}

/** Return the share of its time that a step works, 0 to 1; null when that is not known, or the run does not go on. */
export function busyNow(run: Watched, stepId: string): number | null {
  return run.status === "running" ? busyShare(run.counters, stepId) : null;
}

/** Return the step that works most of the time and so holds back the source; null when none is known. */
export function busiestStep(run: Watched): string | null {
  let [most, found]: [number, string | null] = [0, null];
  for (const stepId of Object.keys(run.steps)) {
    const share = busyNow(run, stepId) ?? 0;
    if (share > most) [most, found] = [share, stepId];
  }
  return found;
}

/** Return how far the watermark of a step is behind the system's clock, in milliseconds; null where that means nothing. */
export function lagMs(run: Watched, stepId: string, which: "furthest" | "slowest" = "furthest"): number | null {
  if (run.clock !== "live" || run.status === null || hasEnded(run.status) || run.systemTime_ms === null) return null;
  const stats = run.steps[stepId];
  const watermark_ms = instantMs((which === "furthest" ? stats?.watermark : stats?.watermark_slowest) ?? null);
  return watermark_ms === null ? null : run.systemTime_ms - watermark_ms;
}

/** Return the watermark of what flows in a stream: that of the step it flows to, or else of the one it comes from. */
export function streamWatermark(run: Watched, from: string, to: string): string | null {
  return run.steps[to]?.watermark ?? run.steps[from]?.watermark ?? null;
}
