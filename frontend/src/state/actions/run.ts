/** Actions that put the flow to work, and what becomes of its run. */
import type { RunStatus, StepUntil } from "../../api/types";
import { finishRun, followed, pauseRun, resumeRun, setRunSpeed, startRun, stepRun, stopRun } from "../../run";
import { edit, flowNow, settle, useFlow } from "../flowStore";
import { notify, notifyFailure } from "../notices";
import { revealProblem } from "../problems";
import { openDialog } from "../view";
import type { Action, Section } from "./action";
import { needsSteps } from "./conditions";

export const RUN = {
  run: { title: "Run", keys: ["Mod+Enter"], inFields: true, available: () => needsSteps() ?? (isRunning() ? "It is running." : null), perform: () => run() },
  runPaused: { title: "Run paused, from before the first item", keys: ["Mod+Shift+Enter"], inFields: true, available: () => needsSteps() ?? (isRunning() ? "It is running." : null), perform: () => run(true) },
  pause: { title: "Pause or resume", keys: ["F9"], available: () => needsStatus("running", "paused"), on: () => followed.getState().status === "paused", perform: pauseOrResume },
  stepItem: { title: "Step to the next item", keys: ["F10"], available: needsPause, perform: () => step("item") },
  stepWatermark: { title: "Step to the next watermark change", keys: ["Mod+F10"], available: needsPause, perform: () => step("watermark") },
  stepWindow: { title: "Step to the next window close", keys: ["Mod+F9"], available: needsPause, perform: () => step("window") },
  speedQuarter: { title: "Run at ¼ of the speed", keys: [], ...speed(0.25) },
  speedHalf: { title: "Run at ½ of the speed", keys: [], ...speed(0.5) },
  speed1: { title: "Run at the speed of the clock", keys: [], ...speed(1) },
  speed2: { title: "Run 2 times as fast", keys: [], ...speed(2) },
  speed10: { title: "Run 10 times as fast", keys: [], ...speed(10) },
  speed100: { title: "Run 100 times as fast", keys: [], ...speed(100) },
  stop: { title: "Stop: windows stay open", keys: [], available: needsRun, perform: () => command("The run could not be stopped", stopRun) },
  finish: { title: "Finish: close every window", keys: [], available: needsRun, perform: () => command("The run could not be finished", finishRun) },
  compareWithRun: { title: "Compare the canvas with the flow of the run", keys: [], available: () => (followed.getState().flow === null ? "No run is followed." : null), perform: () => openDialog({ kind: "run-changes" }) },
  costOfLateness: { title: "Run, and compare windows with a longer wait", keys: [], available: () => needsSteps() ?? (isRunning() ? "It is running." : null), perform: () => compareAndRun() },
} as const satisfies Section;

function needsRun(): string | null {
  return needsStatus("starting", "running", "paused");
}

function needsPause(): string | null {
  return followed.getState().status === "paused" ? null : "Pause the run first.";
}

function needsLiveClock(): string | null {
  return needsRun() ?? (followed.getState().clock === "frozen" ? "The clock of this run is frozen: it goes as fast as it can." : null);
}

function speed(factor: number): Pick<Action, "available" | "on" | "perform"> {
  return {
    available: needsLiveClock,
    on: () => followed.getState().speed === factor,
    perform: () => command("The speed could not be changed", () => setRunSpeed(factor)),
  };
}

function step(until: StepUntil): Promise<void> {
  return command("The run could not go on by a step", () => stepRun(until));
}

function needsStatus(...wanted: RunStatus[]): string | null {
  const { status } = followed.getState();
  return status !== null && wanted.includes(status) ? null : "Nothing is running.";
}

/** Put the flow to work, perhaps to stand before its first item, or show what has to be solved first. */
async function run(paused = false): Promise<void> {
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
  await command("The flow could not be run", () => startRun(flowNow(), paused));
}

/** Ask for the cost of lateness, as an edit that can be undone, and run if nothing runs. */
export function compareAndRun(grace: string = flowNow().run.cost_of_lateness ?? "10m"): void {
  settle();
  edit({ type: "set_cost_of_lateness", grace });
  void run();
}

async function command(failure: string, perform: () => Promise<void>): Promise<void> {
  try {
    await perform();
  } catch (error) {
    notifyFailure(failure, error);
  }
}

async function pauseOrResume(): Promise<void> {
  const { status, stepping } = followed.getState();
  // On the way of a step it is paused, and a person who wants to stop it there means the way.
  const paused = status === "paused" && stepping === null;
  await command(paused ? "The run could not be resumed" : "The run could not be paused", paused ? resumeRun : pauseRun);
}

export function isRunning(): boolean {
  return isUnderWay(followed.getState().status);
}

export function isUnderWay(status: RunStatus | null): boolean {
  return status === "starting" || status === "running" || status === "paused" || status === "stopping";
}
