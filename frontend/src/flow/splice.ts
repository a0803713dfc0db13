/** Putting a step into a stream: which of its ports take the two halves, or in words why none do. */
import type { Step, Stream } from "../api/types";
import { canConnect, findPort, portsOf, type Scene } from "./connect";
import { readRef, sameStream, stepOf, touches, writeRef, type PortRef } from "./document";

export type Splice = { into: string; outOf: string } | { why: string };

/** Return how a step would be put into a stream; the step need not be in the flow yet. */
export function spliceOf(scene: Scene, stream: Stream, step: Step): Splice {
  const { flow } = scene;
  const steps = stepOf(flow, step.id) ? flow.steps : [...flow.steps, step];
  const open: Scene = { ...scene, flow: { ...flow, steps, streams: flow.streams.filter((other) => !sameStream(other, stream)) } };
  const into = firstOf(portsOf(open, step.id).ups, (port) => canConnect(open, readRef(stream.from), port), `'${step.id}' has no input: it is a source.`);
  if ("why" in into) return into;
  const half = { from: stream.from, to: writeRef(into.port) };
  const begun: Scene = { ...open, flow: { ...open.flow, streams: [...open.flow.streams, half] } };
  const outs = portsOf(begun, step.id).downs.filter((port) => findPort(begun, port, "downs")?.role === "main");
  const outOf = firstOf(outs, (port) => canConnect(begun, port, readRef(stream.to)), `'${step.id}' has no output: nothing goes on from it.`);
  return "why" in outOf ? outOf : { into: writeRef(into.port), outOf: writeRef(outOf.port) };
}

/** Whether a step has no stream yet, so that dropping it on one can mean nothing else. */
export function isLoose(scene: Scene, stepId: string): boolean {
  return !scene.flow.streams.some((stream) => touches(stream, new Set([stepId])));
}

function firstOf(ports: readonly PortRef[], ask: (port: PortRef) => ReturnType<typeof canConnect>, none: string): { port: PortRef } | { why: string } {
  let why = none;
  for (const port of ports) {
    const verdict = ask(port);
    if (verdict.ok) return { port };
    why = verdict.why;
  }
  return { why };
}
