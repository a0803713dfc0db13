/** Every command of the studio, once: menus, shortcuts, and the list of shortcuts read it here. */
import { finishRun, followed, pauseRun, resumeRun, startRun, stopRun } from "../run";
import type { RunStatus } from "../api/types";
import type { Action } from "./actions/action";
import { CANVAS_ADD, CANVAS_EDIT, CANVAS_VIEW } from "./actions/canvas";
import { menuPlace } from "./canvasView";
import { flowNow, redo, select, settle, undo, useFlow } from "./flowStore";
import { notify, notifyFailure } from "./notices";
import { startBlank } from "./opening";
import { revealProblem } from "./problems";
import { revert, save } from "./saving";
import { arrangeSteps, copySelected, cutSelected, duplicateSelected, removeSelected, selectAll } from "./steps";
import { exportFlow } from "./files";
import { fitFlow, openDialog } from "./view";

export type { Action } from "./actions/action";

export const ACTIONS = {
  run: { title: "Run", keys: ["Mod+Enter"], inFields: true, perform: run },
  pause: { title: "Pause or resume", keys: [], perform: pauseOrResume },
  stop: { title: "Stop: windows stay open", keys: [], perform: () => command("The run could not be stopped", stopRun) },
  finish: { title: "Finish: close every window", keys: [], perform: () => command("The run could not be finished", finishRun) },
  save: { title: "Save", keys: ["Mod+S"], inFields: true, perform: save },
  revert: { title: "Revert to last saved", keys: [], perform: revert },
  newFlow: { title: "New flow", keys: [], perform: () => startBlank() },
  open: { title: "Open…", keys: ["Mod+O"], inFields: true, perform: () => openDialog({ kind: "open" }) },
  examples: { title: "Examples…", keys: [], perform: () => openDialog({ kind: "examples" }) },
  export: { title: "Export as file", keys: [], perform: exportFlow },
  settings: { title: "Flow settings…", keys: [], perform: () => openDialog({ kind: "settings" }) },
  undo: { title: "Undo", keys: ["Mod+Z"], perform: undo },
  redo: { title: "Redo", keys: ["Mod+Shift+Z", "Mod+Y"], perform: redo },
  quickAdd: { title: "Add a step", keys: ["/"], perform: () => openDialog({ kind: "quick-add", at: menuPlace(), from: null }) },
  connect: { title: "Connect to…", keys: ["C"], perform: connectSelected },
  close: { title: "Select nothing", keys: ["Escape"], perform: () => select({}) },
  remove: { title: "Delete", keys: ["Delete", "Backspace"], perform: removeSelected },
  copy: { title: "Copy", keys: ["Mod+C"], perform: copySelected },
  cut: { title: "Cut", keys: ["Mod+X"], perform: cutSelected },
  duplicate: { title: "Duplicate", keys: ["Mod+D"], perform: duplicateSelected },
  selectAll: { title: "Select all", keys: ["Mod+A"], perform: selectAll },
  arrange: { title: "Arrange steps", keys: ["Shift+A"], perform: arrangeSteps },
  fit: { title: "Show the whole flow", keys: ["Shift+1"], perform: fitFlow },
  shortcuts: { title: "Keyboard shortcuts", keys: ["?"], perform: () => openDialog({ kind: "shortcuts" }) },
  ...CANVAS_ADD,
  ...CANVAS_EDIT,
  ...CANVAS_VIEW,
} as const satisfies Record<string, Action>;

export type ActionName = keyof typeof ACTIONS;

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

function connectSelected(): void {
  const [stepId, ...more] = useFlow.getState().selection.steps;
  if (stepId === undefined || more.length > 0) return notify("info", "Select one step first", "Then press C to connect it.");
  openDialog({ kind: "connect", stepId });
}
