/** What the items of a stream are keyed by, as far as the flow tells. */
import { findPort, type Scene } from "./connect";
import { readRef, stepOf, type PortRef } from "./document";

/** Return the expression that gave the items of an output their key; null when it is not told by one step alone. */
export function keyedBy(scene: Scene, from: PortRef, seen: ReadonlySet<string> = new Set()): string | null {
  if (seen.has(from.stepId)) return null;
  const step = stepOf(scene.flow, from.stepId);
  const key = step?.config["key"];
  if (typeof key === "string" && key.trim() !== "" && givesKeys(scene, from)) return key.trim();
  const above = scene.flow.streams.filter((stream) => readRef(stream.to).stepId === from.stepId);
  const found = new Set(above.map((stream) => keyedBy(scene, readRef(stream.from), new Set([...seen, from.stepId]))));
  const [only = null, ...others] = found;
  return others.length === 0 ? only : null;
}

/** Whether this output has keys although what comes in need not have any. */
function givesKeys(scene: Scene, from: PortRef): boolean {
  const step = stepOf(scene.flow, from.stepId);
  const entry = step && scene.operators.get(step.operator);
  return findPort(scene, from, "downs")?.keyed === "keyed" && !(entry?.ups.some((port) => port.keyed === "keyed") ?? false);
}
