/** What the doctor looks at, and what it says. */
import type { Flow } from "../api/types";
import type { StepClock } from "../run/clockOf";
import type { StepStats } from "../run/events";
import type { RunState } from "../run/runState";

/** What a person can do about it, with one press. */
export type Remedy =
  | { readonly kind: "resume" | "finish" | "live" }
  | { readonly kind: "wait"; readonly stepId: string; readonly wait: string }
  | { readonly kind: "late" | "step"; readonly stepId: string }
  | { readonly kind: "output"; readonly view: string };

/** Why a step gives nothing. */
export interface Why {
  /** `stalled`: nothing changes by itself; `waiting`: the clock will close a window. */
  readonly state: "stalled" | "waiting";
  /** In a few words, for the badge. */
  readonly short: string;
  /** Sentences, the first of which says it all. */
  readonly lines: readonly string[];
  readonly remedies: readonly Remedy[];
}

export interface Verdict extends Why {
  readonly stepId: string;
}

/** A run as far as the doctor looks at it. */
export type Patient = Pick<RunState, "status" | "clock" | "steps" | "streams" | "openWindows" | "samples">;

export interface Moment {
  /** The run's system time; null where it stands still, or is not known. */
  readonly now: bigint | null;
  /** For how long each window step has given nothing, in milliseconds; a step that is not here gave something just now. */
  readonly silent_ms: Readonly<Record<string, number>>;
}

/** All that a verdict on one step is made from. */
export interface Case {
  readonly run: Patient;
  readonly flow: Flow;
  readonly moment: Moment;
  readonly stepId: string;
  readonly stats: StepStats;
  readonly clock: StepClock;
}
