/** What gestures on steps come to: adding, removing, copying, pasting, connecting. */
import type { Flow, OperatorEntry, Position, Step, Stream } from "../api/types";
import { cornerOf, cutOut, pasteEdit } from "../flow/clipboard";
import { canConnect, firstFit, portsOf, type Scene, type Verdict } from "../flow/connect";
import { initialConfig } from "../flow/config";
import { placeOf, takenIds, writeRef, type PortRef } from "../flow/document";
import { freePlace, GRID, snap, STEP_WIDTH } from "../flow/geometry";
import { freshId } from "../flow/naming";
import { arrange } from "../flow/arrange";
import { readFlow, writeFlow } from "../flow/transfer";
import { useCatalogue } from "./catalogue";
import { edit, flowNow, select, useFlow } from "./flowStore";
import { notify } from "./notices";
import { fitFlow, revealStep, viewCentre } from "./view";

export function sceneNow(flow: Flow = flowNow()): Scene {
  return { flow, operators: useCatalogue.getState().operators, check: useFlow.getState().check };
}

/** Add a step; with `from`, connected to that output. Without a place it goes beside the selected step and continues it. */
export function addStep(entry: OperatorEntry, at: Position | null, from: PortRef | null = null): void {
  const flow = flowNow();
  const step: Step = { id: freshId(entry.kind, takenIds(flow)), operator: entry.kind, config: initialConfig(entry.config_schema) };
  const beside = from ?? (at === null ? besideSelected(entry) : null);
  const place = at ? snap(at) : freePlace(flow, beside ? rightOf(flow, beside.stepId) : centred());
  const streams = beside ? fitting(flow, step, beside) : [];
  edit({ type: "add_step", step, at: place, ...(streams.length > 0 ? { streams } : {}) });
  select({ steps: [step.id] });
  revealStep(step.id);
}

/** Return the main output of the only selected step, when nothing is connected to it: a new step continues there. */
function besideSelected(entry: OperatorEntry): PortRef | null {
  const [id, ...more] = useFlow.getState().selection.steps;
  if (id === undefined || more.length > 0 || entry.source) return null;
  const out = portsOf(sceneNow(), id).downs[0];
  if (!out || flowNow().streams.some((stream) => stream.from === writeRef(out))) return null;
  return out;
}

function rightOf(flow: Flow, id: string): Position {
  const place = placeOf(flow, id);
  return { x: place.x + STEP_WIDTH + 72, y: place.y };
}

function centred(): Position {
  const middle = viewCentre();
  return { x: middle.x - STEP_WIDTH / 2, y: middle.y - 40 };
}

function fitting(flow: Flow, step: Step, from: PortRef): Stream[] {
  const fit = firstFit(sceneNow({ ...flow, steps: [...flow.steps, step] }), from, step.id);
  return "to" in fit ? [{ from: writeRef(from), to: writeRef(fit.to) }] : [];
}

/** Connect two ports if that is allowed, and say so if not. */
export function connect(from: PortRef, to: PortRef): Verdict {
  const verdict = canConnect(sceneNow(), from, to);
  if (verdict.ok) edit({ type: "add_stream", stream: { from: writeRef(from), to: writeRef(to) } });
  return verdict;
}

export function removeSelected(): void {
  const { steps, streams } = useFlow.getState().selection;
  edit({ type: "remove", steps, streams });
}

export function selectAll(): void {
  select({ steps: flowNow().steps.map((step) => step.id) });
}

export async function copySelected(): Promise<void> {
  const clip = selectedPart();
  if (clip) await navigator.clipboard.writeText(writeFlow(clip));
}

export async function cutSelected(): Promise<void> {
  await copySelected();
  removeSelected();
}

/** Put the steps of a copied flow document in the middle of the screen. */
export function pasteText(text: string): void {
  const read = readFlow(text);
  if (!read.ok) return notify("warning", "Nothing to paste", `The clipboard holds no steps. ${read.why}`);
  if (read.flow.steps.length > 0) pasteFlow(read.flow, freePlace(flowNow(), centred()));
}

export function duplicateSelected(): void {
  const clip = selectedPart();
  if (!clip) return;
  const corner = cornerOf(clip);
  pasteFlow(clip, freePlace(flowNow(), { x: corner.x + GRID * 4, y: corner.y + GRID * 4 }), "duplicate");
}

function selectedPart(): Flow | null {
  const { steps } = useFlow.getState().selection;
  return steps.length === 0 ? null : cutOut(flowNow(), new Set(steps));
}

function pasteFlow(clip: Flow, at: Position, label?: string): void {
  const paste = pasteEdit(flowNow(), clip, at);
  edit(paste, label);
  select({ steps: paste.steps.map((step) => step.id) });
}

/** Give every step a tidy place. */
export async function arrangeSteps(): Promise<void> {
  edit({ type: "arrange", to: await arrange(flowNow(), useCatalogue.getState().operators) });
  fitFlow();
}
