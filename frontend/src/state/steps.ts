/** What gestures on steps come to: adding, splicing, connecting, removing. */
import type { Flow, OperatorEntry, Position, Step, Stream } from "../api/types";
import { canConnect, portsOf, type Verdict } from "../flow/connect";
import { initialConfig } from "../flow/config";
import { placeOf, stepOf, takenIds, writeRef, type PortRef } from "../flow/document";
import { fitOf, sceneWithout, type LooseEnd } from "../flow/fits";
import { freePlace, snap, stepHeight, STEP_WIDTH } from "../flow/geometry";
import type { Joins } from "../flow/groups";
import { groupUnder } from "../flow/joining";
import { freshId } from "../flow/naming";
import { reconnected } from "../flow/reconnect";
import { spliceOf, type Splice } from "../flow/splice";
import { useCatalogue } from "./catalogue";
import { edit, flowNow, select, useFlow } from "./flowStore";
import { notify } from "./notices";
import { selectedPart } from "./pasting";
import { sceneNow } from "./scene";
import { revealStep, viewCentre } from "./view";

export { copySelected, cutSelected, duplicateSelected, pasteText } from "./pasting";
export { arrangeSteps } from "./placing";
export { sceneNow } from "./scene";

/** Add a step; with `end`, connected to it, by the stream that goes there `instead` of where it went. Without a place it goes beside the selected step and continues it. */
export function addStep(entry: OperatorEntry, at: Position | null, end: LooseEnd | null = null, instead?: Stream): void {
  const flow = flowNow();
  const step = newStep(flow, entry);
  const beside = end ?? (at === null ? besideSelected(entry) : null);
  const place = at ? snap(at) : freePlace(flow, beside ? besideEnd(flow, beside) : centred());
  const streams = beside ? fitting(entry, step, beside, instead) : [];
  edit({ type: "add_step", step, at: place, ...(streams.length > 0 ? { streams } : {}), ...(instead && streams.length > 0 ? { instead } : {}), joins: at ? joinsOfNew(step, place) : {} });
  select({ steps: [step.id] });
  revealStep(step.id);
}

/** A step that is put into the frame of a group belongs to it. */
function joinsOfNew({ id, operator }: Step, at: Position): Joins {
  const { operators } = useCatalogue.getState();
  const group = groupUnder(flowNow(), operators, { ...at, width: STEP_WIDTH, height: stepHeight(operators.get(operator)) });
  return group === undefined ? {} : { [id]: group };
}

function newStep(flow: Flow, entry: OperatorEntry): Step {
  return { id: freshId(entry.kind, takenIds(flow)), operator: entry.kind, config: initialConfig(entry.config_schema) };
}

/** Return the main output of the only selected step, when nothing is connected to it: a new step continues there. */
function besideSelected(entry: OperatorEntry): LooseEnd | null {
  const [id, ...more] = useFlow.getState().selection.steps;
  if (id === undefined || more.length > 0 || entry.source) return null;
  const out = portsOf(sceneNow(), id).downs[0];
  if (!out || flowNow().streams.some((stream) => stream.from === writeRef(out))) return null;
  return { from: out };
}

function besideEnd(flow: Flow, end: LooseEnd): Position {
  const place = placeOf(flow, ("from" in end ? end.from : end.to).stepId);
  return { x: place.x + ("from" in end ? 1 : -1) * (STEP_WIDTH + 72), y: place.y };
}

function centred(): Position {
  const middle = viewCentre();
  return { x: middle.x - STEP_WIDTH / 2, y: middle.y - 40 };
}

function fitting(entry: OperatorEntry, step: Step, end: LooseEnd, instead?: Stream): Stream[] {
  const { port } = fitOf(sceneWithout(sceneNow(), instead), entry, end, step.id);
  if (port === null) return [];
  return ["from" in end ? { from: writeRef(end.from), to: port } : { from: port, to: writeRef(end.to) }];
}

/** Add a step in the middle of a stream if it fits there; else beside it, and say why. */
export function addInto(entry: OperatorEntry, at: Position, stream: Stream): Splice {
  const step = newStep(flowNow(), entry);
  const splice = spliceOf(sceneNow(), stream, step);
  const placed = { step, at: snap(at), joins: joinsOfNew(step, snap(at)) };
  if ("why" in splice) edit({ type: "add_step", ...placed });
  else edit({ type: "splice", stream, ...splice, id: step.id, ...placed });
  select({ steps: [step.id] });
  revealStep(step.id);
  return splice;
}

/** Put a step of the flow into a stream, at its new place. */
export function moveInto(id: string, at: Position, stream: Stream, joins: Joins = {}): void {
  const step = stepOf(flowNow(), id);
  const splice = step && spliceOf(sceneNow(), stream, step);
  if (splice && !("why" in splice)) edit({ type: "splice", stream, ...splice, id, at: snap(at), joins });
}

/** Connect two ports if that is allowed, and say so if not. */
export function connect(from: PortRef, to: PortRef): Verdict {
  const verdict = canConnect(sceneNow(), from, to);
  if (verdict.ok) edit({ type: "add_stream", stream: { from: writeRef(from), to: writeRef(to) } });
  return verdict;
}

export function removeSelected(): void {
  const { steps, streams, notes, groups } = useFlow.getState().selection;
  edit({ type: "remove", steps, streams, notes, groups });
}

/** Delete the selected steps and join what fed them with what they fed; tell what could not be joined. */
export function removeAndReconnect(): void {
  const { steps } = selectedPart();
  if (steps.size === 0) return removeSelected();
  const { streams, lost } = reconnected(sceneNow(), steps);
  edit({ type: "reconnect", steps: [...steps], streams });
  if (lost.length > 0) notify("warning", lost.length > 1 ? `${lost.length} streams could not be joined` : "A stream could not be joined", lost.slice(0, 3).join(" "));
}

export function selectAll(): void {
  const { steps, notes } = flowNow();
  select({ steps: steps.map((step) => step.id), notes: notes.map((note) => note.id) });
}
