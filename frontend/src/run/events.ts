/** The events a run tells, by their names: members of the server's closed union, told apart by `type`. */
import type { RunEvent, RunStatus, StepStats, StepUntil } from "../api/types";

export type { RunEvent, RunStatus, StepStats, StepUntil };

export type RunStarted = Extract<RunEvent, { type: "run_started" }>;
export type StatusChanged = Extract<RunEvent, { type: "status" }>;
export type Stats = Extract<RunEvent, { type: "stats" }>;
export type Gap = Extract<RunEvent, { type: "gap" }>;
export type Items = Extract<RunEvent, { type: "items" }>;
export type OpenWindows = Extract<RunEvent, { type: "open_windows" }>;
export type OpenWindow = OpenWindows["windows"][number];
export type StepFailed = Extract<RunEvent, { type: "step_failed" }>;
export type RunEnded = Extract<RunEvent, { type: "run_ended" }>;

export type Columns = Readonly<Record<string, readonly unknown[]>>;

/** Whether nothing follows. */
export function hasEnded(status: RunStatus | null): boolean {
  return status === "finished" || status === "stopped" || status === "failed";
}
