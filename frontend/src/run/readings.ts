/** The counters of the run that is followed, for those who draw them without drawing anything else again. */
import type { StepStats } from "../api/types";
import { counterOf, type Counter } from "./counters";
import { followed } from "./followed";

const AT_MOST_EVERY_MS = 100;

/** Return how many items have passed a port and how many a second do now. */
export function portCounter(stepId: string, port: string): Counter {
  return counterOf(followed.getState().counters, stepId, port);
}

/** Return the counters of a step, or null before the run has told any. */
export function stepStats(stepId: string): StepStats | null {
  return followed.getState().steps[stepId] ?? null;
}

/** Call back when counters or the state of the run have changed, at most ten times a second; returns how to end that. */
export function subscribeCounters(onChange: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let last_ms = -Infinity;
  const tell = () => {
    timer = null;
    last_ms = performance.now();
    onChange();
  };
  const unsubscribe = followed.subscribe((now, before) => {
    if (now.counters === before.counters && now.steps === before.steps && now.status === before.status) return;
    timer ??= setTimeout(tell, Math.max(0, last_ms + AT_MOST_EVERY_MS - performance.now()));
  });
  return () => {
    unsubscribe();
    if (timer !== null) clearTimeout(timer);
  };
}
