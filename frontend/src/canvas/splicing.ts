/** A step held over a stream: the stream lights up when the step fits into it. */
import type { OperatorEntry, Stream } from "../api/types";
import { stepOf, streamId } from "../flow/document";
import { FIRST_PORT_Y } from "../flow/geometry";
import { isLoose, spliceOf } from "../flow/splice";
import { flowNow } from "../state/flowStore";
import { sceneNow } from "../state/scene";
import { useCanvas } from "./canvasStore";

/** Return the stream that is drawn under one of these places on the screen. */
export function streamUnder(places: readonly { x: number; y: number }[]): Stream | null {
  for (const { x, y } of places) {
    for (const element of document.elementsFromPoint(x, y)) {
      const id = element.closest<HTMLElement>(".react-flow__edge")?.dataset["id"];
      const stream = id && flowNow().streams.find((one) => streamId(one) === id);
      if (stream) return stream;
    }
  }
  return null;
}

/** Look for a stream under a card that is dragged: where the pointer is, and along its title. */
export function holdStep(stepId: string, pointer: { x: number; y: number } | null, zoom: number): void {
  const scene = sceneNow();
  const step = stepOf(scene.flow, stepId);
  const card = document.querySelector(`.react-flow__node[data-id="${CSS.escape(stepId)}"]`)?.getBoundingClientRect();
  if (!step || !card || !isLoose(scene, stepId)) return light(null);
  const y = card.top + FIRST_PORT_Y * zoom;
  const along = [0.5, 0.1, 0.9].map((part) => ({ x: card.left + card.width * part, y }));
  const stream = streamUnder([...(pointer ? [pointer] : []), ...along, { x: along[0]?.x ?? 0, y: card.top + card.height / 2 }]);
  light(stream && !("why" in spliceOf(scene, stream, step)) ? stream : null);
}

/** Look for a stream under an operator that is dragged in from the palette. */
export function holdOperator(entry: OperatorEntry, x: number, y: number): void {
  const stream = streamUnder([{ x, y }]);
  const step = { id: "\u0000new", operator: entry.kind, config: {} };
  light(stream && !("why" in spliceOf(sceneNow(), stream, step)) ? stream : null);
}

export function light(stream: Stream | null): void {
  if (useCanvas.getState().splicing !== stream) useCanvas.setState({ splicing: stream });
}
