/** What is done with the pointer on the canvas, told as edits: drawing streams, dropping operators and files. */
import type { Connection, FinalConnectionState, XYPosition } from "@xyflow/react";
import type { Stream } from "../api/types";
import { writeRef, type PortRef } from "../flow/document";
import { sceneWithout } from "../flow/fits";
import { firstFeed, firstFit } from "../flow/connect";
import { FIRST_PORT_Y, snap, STEP_WIDTH } from "../flow/geometry";
import { carriedOperator } from "../state/canvasView";
import { useCatalogue } from "../state/catalogue";
import { takeFile } from "../state/files";
import { edit } from "../state/flowStore";
import { addInto, addStep, connect, sceneNow } from "../state/steps";
import { openDialog, OPERATOR_DRAG } from "../state/view";
import { beginDrawing, endDrawing, say, useCanvas } from "./canvasStore";
import { holdOverGroup, showJoins } from "./joining";
import { holdOperator, light, streamUnder } from "./splicing";

interface Ends {
  source: string;
  target: string;
  sourceHandle?: string | null | undefined;
  targetHandle?: string | null | undefined;
}

/** The stream that is drawn: where it began, and from which side. */
interface Drawn {
  from: PortRef;
  side: "ups" | "downs";
  /** The stream one end of which is moved, or null for a new one. */
  replacing: Stream | null;
}

/** Return the ends of what React Flow calls a connection, or null while one is missing. */
export function endsOf(connection: Ends): [PortRef, PortRef] | null {
  const { source, sourceHandle, target, targetHandle } = connection;
  if (!sourceHandle || !targetHandle) return null;
  return [
    { stepId: source, port: sourceHandle },
    { stepId: target, port: targetHandle },
  ];
}

/** Whether the port under the pointer would take the stream that is drawn, as found when drawing began. */
export function wouldTake(connection: Ends): boolean {
  const { drawing } = useCanvas.getState();
  const ends = endsOf(connection);
  if (!drawing || !ends) return false;
  const other = drawing.side === "downs" ? ends[1] : ends[0];
  return drawing.verdicts.get(`${other.stepId}.${other.port}`)?.ok ?? false;
}

/** A stream was drawn to a port that takes it. */
export function finishStream(connection: Connection): void {
  const ends = endsOf(connection);
  if (!ends) return;
  const replacing = useCanvas.getState().drawing?.replacing;
  const stream = { from: `${ends[0].stepId}.${ends[0].port}`, to: `${ends[1].stepId}.${ends[1].port}` };
  if (replacing) edit({ type: "replace_stream", was: replacing, stream });
  else connect(ends[0], ends[1]);
}

/** Drawing began at a port. */
export function startStream(stepId: string | null, port: string | null, type: "source" | "target" | null): void {
  if (stepId && port) beginDrawing({ stepId, port }, type === "target" ? "ups" : "downs");
}

/** Drawing ended somewhere: on a port that refuses (say why), on a card (use what fits), on nothing (offer a step). */
export function endStream(event: MouseEvent | TouchEvent, state: FinalConnectionState, toCanvas: (at: XYPosition) => XYPosition): void {
  const { drawing } = useCanvas.getState();
  endDrawing();
  if (!drawing || state.isValid) return;
  const at = "changedTouches" in event ? event.changedTouches[0] : event;
  if (!at) return;
  const { clientX: x, clientY: y } = at;
  const port = state.toHandle;
  if (port?.id) {
    const verdict = drawing.verdicts.get(`${port.nodeId}.${port.id}`);
    return say(verdict && !verdict.ok ? verdict.why : wrongSide(drawing.side), x, y);
  }
  const stepId = document.elementFromPoint(x, y)?.closest<HTMLElement>(".react-flow__node")?.dataset["id"];
  if (stepId === drawing.from.stepId) return;
  if (stepId) return dropOnStep(drawing, stepId, x, y);
  offerStep(drawing, toCanvas({ x, y }));
}

/** A stream was let go over the empty canvas: offer what could be at its end there. */
function offerStep({ from: port, side, replacing }: Drawn, at: XYPosition): void {
  const instead = replacing ? { instead: replacing } : {};
  if (side === "downs") openDialog({ kind: "quick-add", at: offset(at), from: port, ...instead });
  else openDialog({ kind: "quick-add", at: { x: at.x - STEP_WIDTH, y: at.y - FIRST_PORT_Y }, from: null, to: port, ...instead });
}

/** Offer a step at a place on the canvas. */
export function addAt(at: XYPosition): void {
  openDialog({ kind: "quick-add", at: { x: at.x - STEP_WIDTH / 2, y: at.y - FIRST_PORT_Y }, from: null });
}

function wrongSide(side: "ups" | "downs"): string {
  const both = side === "downs" ? "Both are outputs" : "Both are inputs";
  return `${both}. A stream goes from an output, on a step's right, to an input, on its left.`;
}

function dropOnStep({ from: port, side, replacing }: Drawn, stepId: string, x: number, y: number): void {
  const scene = sceneWithout(sceneNow(), replacing ?? undefined);
  const fit = side === "downs" ? firstFit(scene, port, stepId) : firstFeed(scene, stepId, port);
  if ("why" in fit) return say(fit.why, x, y);
  const [from, to] = "to" in fit ? [port, fit.to] : [fit.from, port];
  if (replacing) edit({ type: "replace_stream", was: replacing, stream: { from: writeRef(from), to: writeRef(to) } });
  else connect(from, to);
}

/** An operator's card or a file was dropped on the canvas. */
export function drop(event: React.DragEvent, toCanvas: (at: XYPosition) => XYPosition): void {
  event.preventDefault();
  const file = event.dataTransfer.files[0];
  if (file) return void takeFile(file);
  const entry = useCatalogue.getState().operators.get(event.dataTransfer.getData(OPERATOR_DRAG));
  const { clientX: x, clientY: y } = event;
  const stream = streamUnder([{ x, y }]);
  leaveHold();
  if (!entry) return;
  const place = carriedPlace(toCanvas({ x, y }));
  leaveCard();
  if (!stream) return addStep(entry, place);
  const splice = addInto(entry, place, stream);
  if ("why" in splice) say(splice.why, x, y);
}

/** The operator's card has the focus since it was pressed; keys are now meant for the new step, which is selected. */
function leaveCard(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/** Where a step goes whose card is held at a place by its title. */
function carriedPlace(at: XYPosition): XYPosition {
  return snap({ x: at.x - STEP_WIDTH / 2, y: at.y - FIRST_PORT_Y });
}

/** What was held over the canvas is gone. */
export function leaveHold(): void {
  light(null);
  showJoins({});
}

export function dragOver(event: React.DragEvent, toCanvas: (at: XYPosition) => XYPosition): void {
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  const entry = useCatalogue.getState().operators.get(carriedOperator() ?? "");
  if (!entry) return;
  const { clientX: x, clientY: y } = event;
  holdOperator(entry, x, y);
  holdOverGroup(entry, carriedPlace(toCanvas({ x, y })));
}

function offset(at: XYPosition): XYPosition {
  return { x: at.x, y: at.y - FIRST_PORT_Y };
}
