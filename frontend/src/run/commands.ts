/** What a person may ask of a run: the commands that go up. Their effects come down as events. */
import { api, Refused } from "../api/client";
import type { Flow, StepUntil } from "../api/types";
import { hasEnded } from "./events";
import { followed, followRun, NOT_FOLLOWING, stopFollowing, type Followed } from "./followed";

/** Counts what was opened, so that an answer which comes after a newer wish is dropped. */
let wish = 0;

/** Submit this flow as a job, perhaps to stand before its first item, and follow its run; throws `Refused`, which the store also keeps. */
export async function startRun(flow: Flow, paused = false): Promise<void> {
  const mine = begin({ flow, status: "starting" });
  const job = await wished(mine, api.submit(flow, freshKey(), paused));
  if (job === null) return;
  followed.setState({ runId: job.run_id, jobId: job.id });
  followRun(job.run_id, () => void settle(job.run_id));
}

/** Follow a run by its id, wherever it was started and whether or not it has ended; throws `Refused`. */
export async function openRun(runId: string): Promise<void> {
  if (followed.getState().runId === runId) return;
  const mine = begin({ runId, status: "starting" });
  const run = await wished(mine, api.run(runId));
  if (run === null) return;
  followed.setState({ jobId: run.job_id, flow: run.flow });
  followRun(runId, () => void settle(runId));
}

/** Stop the run that is followed; its windows stay open. Throws `Refused`. */
export async function stopRun(): Promise<void> {
  await command(api.stopJob);
}

/** Let the run that is followed stand still, its clock with it. Throws `Refused`. */
export async function pauseRun(): Promise<void> {
  await command(api.pauseJob);
}

/** Let a paused run go on. Throws `Refused`. */
export async function resumeRun(): Promise<void> {
  await command(api.resumeJob);
}

/** Let a paused run go on until something, and stand still again. Throws `Refused`. */
export async function stepRun(until: StepUntil): Promise<void> {
  await command((jobId) => api.stepJob(jobId, until));
}

/** Let the clock of a live run go so many times as fast as the server's. Throws `Refused`. */
export async function setRunSpeed(speed: number): Promise<void> {
  await command((jobId) => api.setSpeed(jobId, speed));
}

/** Send the final watermark, so that every window closes and the run ends. Throws `Refused`. */
export async function finishRun(): Promise<void> {
  await command(api.finishJob);
}

/** Follow nothing and show nothing. */
export function closeRun(): void {
  begin({});
}

/** Put away why the last run could not be had. */
export function dismissRefusal(): void {
  followed.setState({ refusal: null });
}

function begin(known: Partial<Followed>): number {
  stopFollowing();
  followed.setState({ ...NOT_FOLLOWING, ...known }, true);
  wish += 1;
  return wish;
}

/** Return what the server answers, or null when something else was wished for meanwhile. */
async function wished<T>(mine: number, asked: Promise<T>): Promise<T | null> {
  try {
    const got = await asked;
    return mine === wish ? got : null;
  } catch (error) {
    if (mine !== wish) return null;
    const refusal = error instanceof Refused ? error.problem : null;
    followed.setState({ ...NOT_FOLLOWING, refusal }, true);
    throw error;
  }
}

async function command(ask: (jobId: string) => Promise<unknown>): Promise<void> {
  const { jobId } = followed.getState();
  if (jobId === null) return;
  try {
    await ask(jobId);
  } catch (error) {
    // A run that ended while the command was on its way is what the person wanted.
    if (!(error instanceof Refused) || error.code !== "job-ended") throw error;
  }
}

/** When the socket ended without a `run_ended`, the server's record of the run has the last word. */
async function settle(runId: string): Promise<void> {
  if (hasEnded(followed.getState().status)) return;
  const run = await api.run(runId).catch(() => null);
  if (run !== null && followed.getState().runId === runId) followed.setState({ status: run.status, reason: run.reason });
}

function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
