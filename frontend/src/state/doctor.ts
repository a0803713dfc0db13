/** Keeps what the doctor says of the run that is followed, anew each second while it goes on. */
import { create } from "zustand";
import type { Verdict } from "../doctor/case";
import { diagnose } from "../doctor/diagnose";
import { followed, type Followed } from "../run";
import { hasEnded } from "../run/events";
import { systemAt } from "../run/systemClock";

interface Doctor {
  readonly verdicts: readonly Verdict[];
}

export const useDoctor = create<Doctor>(() => ({ verdicts: [] }));

/** How many results each step had given when that last changed, and when. */
interface Given {
  readonly runId: string | null;
  readonly steps: ReadonlyMap<string, { readonly count: number; readonly since_ms: number }>;
}

const EVERY_MS = 1_000;

/** Look at the run each second; returns how to stop. */
export function keepDoctor(): () => void {
  let given: Given = { runId: null, steps: new Map() };
  const look = (): void => {
    const run = followed.getState();
    given = noted(given, run, performance.now());
    const verdicts = verdictsOf(run, given, performance.now());
    if (verdicts.length > 0 || useDoctor.getState().verdicts.length > 0) useDoctor.setState({ verdicts });
  };
  const timer = setInterval(look, EVERY_MS);
  // What ended or was resumed is not stalled any more, and need not wait for the next second.
  const stop = followed.subscribe((run, before) => run.status !== before.status && look());
  return () => {
    clearInterval(timer);
    stop();
  };
}

function noted(given: Given, run: Followed, now_ms: number): Given {
  const known = given.runId === run.runId ? given.steps : new Map<string, never>();
  const steps = Object.entries(run.steps).map(([id, stats]) => {
    const count = (stats.items_out["down"] ?? 0) + (stats.items_out["meta"] ?? 0);
    const before = known.get(id);
    return [id, before?.count === count ? before : { count, since_ms: now_ms }] as const;
  });
  return { runId: run.runId, steps: new Map(steps) };
}

function verdictsOf(run: Followed, given: Given, now_ms: number): Verdict[] {
  if (run.status === null || hasEnded(run.status)) return [];
  const silent_ms = Object.fromEntries([...given.steps].map(([id, { since_ms }]) => [id, now_ms - since_ms]));
  const system_ms = run.systemClock === null ? null : systemAt(run.systemClock, new Date().toISOString());
  const now = run.clock === "live" && system_ms !== null ? BigInt(Math.round(system_ms * 1_000)) : null;
  return diagnose(run, run.flow, { now, silent_ms });
}
