/**
 * The one run that is followed: events come in from the socket and are applied once per frame of the screen.
 *
 * At twenty thousand items a second events come faster than anyone can look; applying them together keeps the page
 * free, and a listener sees one change per frame however many events were in it.
 */
import { createStore } from "zustand/vanilla";
import { follow, type Connection, type Following } from "../api/live";
import type { Flow, Problem, RunEvent } from "../api/types";
import { atRest } from "./counters";
import { applyEvents, NO_RUN, type RunState } from "./runState";

export interface Followed extends RunState {
  readonly runId: string | null;
  readonly jobId: string | null;
  /** The flow as it was when the run was started, which may no longer be the one on the canvas. */
  readonly flow: Flow | null;
  readonly connection: Connection;
  /** Why the server would not do what was asked of it last. */
  readonly refusal: Problem | null;
}

export const NOT_FOLLOWING: Followed = { ...NO_RUN, runId: null, jobId: null, flow: null, connection: { state: "idle" }, refusal: null };

export const followed = createStore<Followed>(() => NOT_FOLLOWING);

/** A hidden page draws no frames; events are applied after this long all the same. */
const LONGEST_DELAY_MS = 500;

/** A run tells its counters when they change: after this long without news nothing is moving. */
const QUIET_AFTER_MS = 1_500;

let following: Following | null = null;
let waiting: RunEvent[] = [];
let cancelFrame: (() => void) | null = null;
let quiet: ReturnType<typeof setTimeout> | undefined;

/** Follow this run from its first event, instead of any other. */
export function followRun(runId: string, onEnd: () => void): void {
  stopFollowing();
  following = follow(runId, 0, {
    events: receive,
    connection: (connection) => {
      if (connection.state === "ended") applyWaiting();
      followed.setState({ connection });
      if (connection.state === "ended") onEnd();
    },
    restart: () => {
      waiting = [];
      followed.setState({ ...NO_RUN, status: "starting" });
    },
  });
}

/** Follow nothing; what is on screen stays. */
export function stopFollowing(): void {
  following?.close();
  following = null;
  cancelFrame?.();
  cancelFrame = null;
  clearTimeout(quiet);
  waiting = [];
}

/** Try at once to reach a run whose connection was lost. */
export function reconnect(): void {
  following?.retry();
}

function receive(events: readonly RunEvent[]): void {
  waiting.push(...events);
  cancelFrame ??= nextFrame(applyWaiting);
}

function applyWaiting(): void {
  cancelFrame?.();
  cancelFrame = null;
  const events = waiting;
  waiting = [];
  if (events.length === 0) return;
  followed.setState(applyEvents(followed.getState(), events));
  if (events.some((event) => event.type === "stats")) restWhenQuiet();
}

function restWhenQuiet(): void {
  clearTimeout(quiet);
  quiet = setTimeout(() => followed.setState(({ counters }) => ({ counters: atRest(counters) })), QUIET_AFTER_MS);
}

function nextFrame(act: () => void): () => void {
  const frame = requestAnimationFrame(act);
  const timer = setTimeout(act, LONGEST_DELAY_MS);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
