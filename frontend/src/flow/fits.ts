/** Which operators a new step may be of when it has to fit a port, and in words why others do not. */
import type { OperatorEntry, Stream } from "../api/types";
import { canConnect, portsOf, type Scene, type Verdict } from "./connect";
import { sameStream, writeRef, type PortRef } from "./document";

/** The end of a stream that is being drawn: from an output on, or back from an input. */
export type LooseEnd = { from: PortRef } | { to: PortRef };

export interface Candidate {
  entry: OperatorEntry;
  /** The port of the new step that takes the stream; its verdict says why none does. */
  port: string | null;
  why: string;
}

/** Ids hold no such letter, so that no step has this one. */
const NEW = "\u0000new";

/** Return the scene without a stream whose end is moved, so that its port is free. */
export function sceneWithout(scene: Scene, stream: Stream | undefined): Scene {
  if (!stream) return scene;
  return { ...scene, flow: { ...scene.flow, streams: scene.flow.streams.filter((other) => !sameStream(other, stream)) } };
}

/** Return whether a new step of this kind takes the loose end of a stream, and by which port. */
export function fitOf(scene: Scene, entry: OperatorEntry, end: LooseEnd, id = NEW): Candidate {
  const flow = { ...scene.flow, steps: [...scene.flow.steps, { id, operator: entry.kind, config: {} }] };
  const grown: Scene = { ...scene, flow };
  const ports = portsOf(grown, id)["from" in end ? "ups" : "downs"];
  let why = "from" in end ? "A source takes nothing in." : "Nothing goes on from it.";
  for (const port of ports) {
    const verdict: Verdict = "from" in end ? canConnect(grown, end.from, port) : canConnect(grown, port, end.to);
    if (verdict.ok) return { entry, port: writeRef(port), why: "" };
    why = capital(verdict.why.replace(`'${id}' `, "").replaceAll(`'${id}`, `'${entry.title}`));
  }
  return { entry, port: null, why };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
