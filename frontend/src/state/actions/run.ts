/** Actions that put the flow to work, and what becomes of its run. */
import type { RunStatus } from "../../api/types";
import { finishRun, followed, pauseRun, resumeRun, startRun, stopRun } from "../../run";
import { flowNow, settle, useFlow } from "../flowStore";
import { notify, notifyFailure } from "../notices";
import { revealProblem } from "../problems";
import type { Section } from "./action";
import { needsSteps } from "./conditions";

export const RUN = {
  run: { title: "Run", keys: ["Mod+Enter"], inFields: true, available: () => needsSteps() ?? (isRunning() ? "It is running." : null), perform: run },
  pause: { title: "Pause or resume", keys: [], available: () => needsStatus("running", "paused"), on: () => followed.getState().status === "paused", perform: pauseOrResume },
  stop: { title: "Stop: windows stay open", keys: [], available: needsRun, perform: () => command("The run could not be stopped", stopRun) },
  finish: { title: "Finish: close every window", keys: [], available: needsRun, perform: () => command("The run could not be finished", finishRun) },
} as const satisfies Section;

function needsRun(): string | null {
  return needsStatus("starting", "running", "paused");
}

function needsStatus(...wanted: RunStatus[]): string | null {
  const { status } = followed.getState();
  return status !== null && wanted.includes(status) ? null : "Nothing is running.";
}

/** Put the flow to work, or show what has to be solved first. */
async function run(): Promise<void> {
  if (isRunning()) return;
  settle();
  const { check, checked, history } = useFlow.getState();
  const errors = checked === history.present ? (check?.diagnostics ?? []).filter((one) => one.severity === "error") : [];
  const first = errors[0];
  if (first) {
    revealProblem(first);
    const more = errors.length > 1 ? ` ${errors.length - 1} more below, under Problems.` : "";
    return notify("warning", "This flow cannot run yet", `${first.message}${more}`);
  }
  await command("The flow could not be run", () => startRun(flowNow()));
}

async function command(failure: string, perform: () => Promise<void>): Promise<void> {
  try {
    await perform();
  } catch (error) {
    notifyFailure(failure, error);
  }
}

async function pauseOrResume(): Promise<void> {
  const paused = followed.getState().status === "paused";
  await command(paused ? "The run could not be resumed" : "The run could not be paused", paused ? resumeRun : pauseRun);
}

export function isRunning(): boolean {
  return isUnderWay(followed.getState().status);
}

export function isUnderWay(status: RunStatus | null): boolean {
  return status === "starting" || status === "running" || status === "paused" || status === "stopping";
}
