/** What a person may ask of a run: the commands that go up. Their effects come down as events. */
import { api, Refused } from "../api/client";
import type { Flow } from "../api/types";
import { followed, followRun, NOT_FOLLOWING, stopFollowing } from "./followed";
import { hasEnded } from "./events";

/** Counts what was asked for, so that an answer which comes after a newer wish is dropped. */
let wish = 0;

/** Submit this flow as a job and follow its run; a refusal is told in the store, not thrown. */
export async function startRun(flow: Flow): Promise<void> {
  const mine = begin({ flow, status: "starting" });
  const job = await answer(api.submit(flow, freshKey()), mine);
  if (job === null) return;
  followed.setState({ runId: job.run_id, jobId: job.id, flow: job.run.flow });
  followRun(job.run_id, () => void settle(job.run_id));
}

/** Follow a run by its id, wherever it was started and whether or not it has ended. */
export async function openRun(runId: string): Promise<void> {
  if (followed.getState().runId === runId) return;
  const mine = begin({ runId });
  const run = await answer(api.run(runId), mine);
  if (run === null) return;
  followed.setState({ jobId: run.job_id, flow: run.flow, status: "starting" });
  followRun(runId, () => void settle(runId));
}

/** Stop the run that is followed; its windows stay open. */
export async function stopRun(): Promise<void> {
  const { jobId } = followed.getState();
  if (jobId !== null) await answer(api.stopJob(jobId), wish);
}

/** Send the final watermark, so that every window closes and the run ends. */
export async function finishRun(): Promise<void> {
  const { jobId } = followed.getState();
  if (jobId !== null) await answer(api.finishJob(jobId), wish);
}

/** Follow nothing and show nothing. */
export function closeRun(): void {
  begin({});
}

/** Put away what the server refused. */
export function dismissRefusal(): void {
  followed.setState({ refusal: null });
}

function begin(known: Partial<typeof NOT_FOLLOWING>): number {
  stopFollowing();
  followed.setState({ ...NOT_FOLLOWING, ...known }, true);
  wish += 1;
  return wish;
}

/** Return what the server answers; null when it refused, which the store then tells, or when a newer wish came. */
async function answer<T>(asked: Promise<T>, mine: number): Promise<T | null> {
  try {
    const got = await asked;
    return mine === wish ? got : null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (mine === wish) refused(error);
    return null;
  }
}

function refused(error: Refused): void {
  // A run that ended while the command was on its way is what the person wanted.
  if (error.code === "job-ended") return;
  const { runId, connection, status } = followed.getState();
  const neverStarted = runId === null || connection.state === "idle";
  followed.setState({ refusal: error.problem, status: neverStarted ? null : status });
}

/** When the socket ended without a `run_ended`, the server's record of the run has the last word. */
async function settle(runId: string): Promise<void> {
  if (hasEnded(followed.getState().status)) return;
  const run = await answer(api.run(runId), wish);
  if (run !== null) followed.setState({ status: run.status, reason: run.reason });
}

function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
