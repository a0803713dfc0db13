/** The events a run tells, by their names: members of the server's closed union, told apart by `type`. */
import type { RunEvent, RunStatus, StepStats } from "../api/types";

export type { RunEvent, RunStatus, StepStats };

export type RunStarted = Extract<RunEvent, { type: "run_started" }>;
export type StatusChanged = Extract<RunEvent, { type: "status" }>;
export type Stats = Extract<RunEvent, { type: "stats" }>;
export type Gap = Extract<RunEvent, { type: "gap" }>;
export type Items = Extract<RunEvent, { type: "items" }>;
export type StepFailed = Extract<RunEvent, { type: "step_failed" }>;
export type RunEnded = Extract<RunEvent, { type: "run_ended" }>;

/** What the counters of a step may tell beside the rest, where the engine knows it. */
export interface MoreStats {
  /** Seconds of work since the run began. */
  readonly busy_s?: number | null;
  /** The watermark of the key that is furthest behind. */
  readonly watermark_slowest?: string | null;
  readonly early?: number | null;
  readonly out_of_order?: number | null;
}

export type Columns = Readonly<Record<string, readonly unknown[]>>;

/** Whether nothing follows. */
export function hasEnded(status: RunStatus | null): boolean {
  return status === "finished" || status === "stopped" || status === "failed";
}
