/** Steps taken out of a flow as a small flow document, and put into another under fresh names. */
import type { Flow, Position, Step, Stream } from "../api/types";
import { blankFlow, placeOf, readRef, takenIds, touches, writeRef } from "./document";
import type { Edit } from "./edits";
import { freshId } from "./naming";

/** Return a document of these steps and the streams among them. */
export function cutOut(flow: Flow, ids: ReadonlySet<string>): Flow {
  const outside = new Set(flow.steps.map((step) => step.id).filter((id) => !ids.has(id)));
  return {
    ...blankFlow(flow.name),
    steps: flow.steps.filter((step) => ids.has(step.id)),
    streams: flow.streams.filter((stream) => touches(stream, ids) && !touches(stream, outside)),
    layout: Object.fromEntries([...ids].map((id) => [id, placeOf(flow, id)])),
  };
}

/** Return the edit that adds another document's steps, named afresh, with their upper left corner at `at`. */
export function pasteEdit(flow: Flow, clip: Flow, at: Position): Extract<Edit, { type: "paste" }> {
  const names = freshNames(flow, clip);
  const name = (id: string): string => names.get(id) ?? id;
  const end = (text: string): string => writeRef({ ...readRef(text), stepId: name(readRef(text).stepId) });
  const corner = cornerOf(clip);
  const steps: Step[] = clip.steps.map((step) => ({ ...step, id: name(step.id) }));
  const streams: Stream[] = clip.streams.map((stream) => ({ from: end(stream.from), to: end(stream.to) }));
  const layout = Object.fromEntries(
    clip.steps.map((step) => {
      const place = placeOf(clip, step.id);
      return [name(step.id), { x: at.x + place.x - corner.x, y: at.y + place.y - corner.y }];
    }),
  );
  return { type: "paste", steps, streams, layout };
}

/** Return the upper left corner of all steps. */
export function cornerOf(flow: Flow): Position {
  const places = flow.steps.map((step) => placeOf(flow, step.id));
  return { x: Math.min(...places.map((place) => place.x)), y: Math.min(...places.map((place) => place.y)) };
}

function freshNames(flow: Flow, clip: Flow): Map<string, string> {
  const taken = takenIds(flow);
  const names = new Map<string, string>();
  for (const step of clip.steps) {
    const name = freshId(taken.has(step.id) ? step.id.replace(/_\d+$/, "") : step.id, taken);
    taken.add(name);
    names.set(step.id, name);
  }
  return names;
}
