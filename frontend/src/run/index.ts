/** Commands of a run and the counters of its ports: what the rest of the studio may ask of the watching half. */
import type { Flow } from "../api/types";

export interface PortCounter {
  total: number;
  rate: number;
}

/** Submit this flow as a job and follow its run. */
export async function startRun(_flow: Flow): Promise<void> {}
/** Stop the run that is followed; its windows stay open. */
export async function stopRun(): Promise<void> {}
/** Send the final watermark, so that every window closes and the run ends. */
export async function finishRun(): Promise<void> {}
/** Follow a run by its id. */
export async function openRun(_runId: string): Promise<void> {}

/** Return how many items have left a port and how many a second do now. */
export function portCounter(_stepId: string, _port: string): PortCounter {
  return { total: 0, rate: 0 };
}

/** Call back whenever the counters have changed; returns how to end that. */
export function subscribeCounters(_onChange: () => void): () => void {
  return () => {};
}
