/** Deleting steps so that what fed them goes on to what they fed, where ports and keys fit. */
import type { Flow, Stream } from "../api/types";
import { canConnect, findPort, type Scene } from "./connect";
import { readRef, sameStream, touches, writeRef, type PortRef } from "./document";

export interface Reconnected {
  /** Every stream of the flow afterwards; one that joins has the turn of the one it stands for. */
  streams: Stream[];
  /** In words, what could not be joined. */
  lost: string[];
}

/** Return the streams that are left when these steps go, and what could not be joined. */
export function reconnected(scene: Scene, ids: ReadonlySet<string>): Reconnected {
  const { flow } = scene;
  const kept = flow.streams.filter((stream) => !touches(stream, ids));
  const left: Flow = { ...flow, steps: flow.steps.filter((step) => !ids.has(step.id)), streams: kept };
  const joined: Stream[] = [];
  const lost: string[] = [];
  const streams = flow.streams.flatMap((stream) => {
    if (!touches(stream, ids)) return [stream];
    if (ids.has(readRef(stream.to).stepId)) return [];
    const now: Scene = { ...scene, flow: { ...left, streams: [...kept, ...joined] } };
    const joins = joinsFor(scene, now, ids, stream, lost);
    joined.push(...joins);
    return joins;
  });
  return { streams, lost };
}

/** Return what takes the place of a stream that came from a step that goes. */
function joinsFor(scene: Scene, now: Scene, ids: ReadonlySet<string>, stream: Stream, lost: string[]): Stream[] {
  const [from, to] = [readRef(stream.from), readRef(stream.to)];
  if (!isMain(scene, from)) {
    lost.push(`'${stream.to}' received '${stream.from}', which nothing else emits.`);
    return [];
  }
  const feeders = feedersOf(scene, ids, from.stepId);
  if (feeders.length === 0) lost.push(`Nothing fed '${from.stepId}', so '${stream.to}' receives nothing now.`);
  const joins: Stream[] = [];
  for (const feeder of feeders) {
    const join = { from: writeRef(feeder), to: stream.to };
    if (now.flow.streams.some((other) => sameStream(other, join))) continue;
    const verdict = canConnect({ ...now, flow: { ...now.flow, streams: [...now.flow.streams, ...joins] } }, feeder, to);
    if (verdict.ok) joins.push(join);
    else lost.push(verdict.why);
  }
  return joins;
}

/** Return the outputs of other steps that reach a step, directly or through the main outputs of steps that go as well. */
function feedersOf(scene: Scene, ids: ReadonlySet<string>, id: string, seen: ReadonlySet<string> = new Set()): PortRef[] {
  if (seen.has(id)) return [];
  const above = scene.flow.streams.filter((stream) => readRef(stream.to).stepId === id).map((stream) => readRef(stream.from));
  return above.flatMap((from) => {
    if (!ids.has(from.stepId)) return [from];
    return isMain(scene, from) ? feedersOf(scene, ids, from.stepId, new Set([...seen, id])) : [];
  });
}

function isMain(scene: Scene, from: PortRef): boolean {
  return (findPort(scene, from, "downs")?.role ?? "main") === "main";
}
