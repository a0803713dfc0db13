/** Which ports may be joined by a stream, and in words why not. */
import type { CheckResult, Flow, OperatorEntry, PortEntry } from "../api/types";
import { placeOf, readRef, stepOf, writeRef, type PortRef } from "./document";

export type Verdict = { ok: true } | { ok: false; why: string };

/** What `canConnect` looks at; `check` may be older than `flow`. */
export interface Scene {
  flow: Flow;
  operators: ReadonlyMap<string, OperatorEntry>;
  check: CheckResult | null;
}

const YES: Verdict = { ok: true };
const no = (why: string): Verdict => ({ ok: false, why });

/** Return whether a stream may go from one port to another; `replacing` is a stream about to be taken away. */
export function canConnect(scene: Scene, from: PortRef, to: PortRef, replacing: string | null = null): Verdict {
  const leaving = findPort(scene, from, "downs");
  const entering = findPort(scene, to, "ups");
  if (!leaving || !entering) return no(wrongWay(scene, from, to));
  if (from.stepId === to.stepId) return no("A step cannot feed itself. Connect it to another step.");
  const streams = scene.flow.streams.filter((stream) => `${stream.from}>${stream.to}` !== replacing);
  const [here, there] = [writeRef(from), writeRef(to)];
  if (streams.some((stream) => stream.from === here && stream.to === there)) return no("These two are connected already.");
  const taken = streams.find((stream) => stream.to === there);
  if (taken && !entering.many) {
    return no(`'${there}' receives '${taken.from}' already and takes one stream. Delete that one, or merge both with a Merge step.`);
  }
  if (reaches({ ...scene.flow, streams }, to.stepId, from.stepId)) {
    return no(`'${to.stepId}' comes before '${from.stepId}'; a flow runs one way and cannot go round.`);
  }
  return keysFit(scene, from, to, entering);
}

function keysFit(scene: Scene, from: PortRef, to: PortRef, entering: PortEntry): Verdict {
  if (entering.keyed === "any") return YES;
  const keyed = isKeyed(scene, from);
  if (keyed === null || keyed === (entering.keyed === "keyed")) return YES;
  return entering.keyed === "keyed"
    ? no(`'${to.stepId}' works per key and the items of '${writeRef(from)}' carry no key. Put a Key on step between them.`)
    : no(`'${to.stepId}' takes items without a key and those of '${writeRef(from)}' carry one. Put a Remove key step between them.`);
}

function wrongWay(scene: Scene, from: PortRef, to: PortRef): string {
  const [startIn, endOut] = [findPort(scene, from, "ups"), findPort(scene, to, "downs")];
  if (startIn && !endOut) return "Both are inputs. A stream goes from an output, on a step's right, to an input, on its left.";
  if (!startIn && endOut) return "Both are outputs. A stream goes from an output, on a step's right, to an input, on its left.";
  return "There is no such port. Choose an output and an input.";
}

export function findPort(scene: Scene, ref: PortRef, side: "ups" | "downs"): PortEntry | undefined {
  const step = stepOf(scene.flow, ref.stepId);
  return step && scene.operators.get(step.operator)?.[side].find((port) => port.name === ref.port);
}

/** Return whether the items of an output carry a key: as its operator promises, as the check found, or as its inputs do; null: unknown. */
export function isKeyed(scene: Scene, from: PortRef, seen: ReadonlySet<string> = new Set()): boolean | null {
  const port = findPort(scene, from, "downs");
  if (!port || seen.has(from.stepId)) return null;
  if (port.keyed !== "any") return port.keyed === "keyed";
  const checked = scene.check?.steps[from.stepId]?.downs[port.name];
  if (checked) return checked.keyed;
  const step = stepOf(scene.flow, from.stepId);
  if (port.role === "errors" || (step && scene.operators.get(step.operator)?.source)) return false;
  for (const stream of scene.flow.streams) {
    if (readRef(stream.to).stepId !== from.stepId) continue;
    const above = isKeyed(scene, readRef(stream.from), new Set([...seen, from.stepId]));
    if (above !== null) return above;
  }
  return null;
}

function reaches(flow: Flow, start: string, goal: string): boolean {
  const next = new Map<string, string[]>();
  for (const stream of flow.streams) {
    const from = readRef(stream.from).stepId;
    next.set(from, [...(next.get(from) ?? []), readRef(stream.to).stepId]);
  }
  const seen = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === goal) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(next.get(id) ?? []));
  }
  return false;
}

export interface Choice {
  from: PortRef;
  to: PortRef;
  verdict: Verdict;
}

/** Return every pair of ports that joins this step with another, those that fit first. */
export function choicesFor(scene: Scene, stepId: string): Choice[] {
  const choices: Choice[] = [];
  const mine = portsOf(scene, stepId);
  for (const other of scene.flow.steps) {
    if (other.id === stepId) continue;
    const theirs = portsOf(scene, other.id);
    for (const from of mine.downs) for (const to of theirs.ups) choices.push({ from, to, verdict: canConnect(scene, from, to) });
    for (const from of theirs.downs) for (const to of mine.ups) choices.push({ from, to, verdict: canConnect(scene, from, to) });
  }
  return choices.toSorted((one, other) => Number(other.verdict.ok) - Number(one.verdict.ok));
}

/** Return the connections this step can make, those from its outputs first, then by how near the other step is. */
export function fittingChoices(scene: Scene, stepId: string): Choice[] {
  const here = placeOf(scene.flow, stepId);
  const rank = ({ from, to }: Choice): number => {
    const outward = from.stepId === stepId;
    const there = placeOf(scene.flow, outward ? to.stepId : from.stepId);
    const side = findPort(scene, from, "downs")?.role === "main" ? 0 : 1;
    return side * 1e9 + (outward ? 0 : 1e8) + Math.hypot(there.x - here.x, there.y - here.y);
  };
  return choicesFor(scene, stepId).filter(({ verdict }) => verdict.ok).toSorted((one, other) => rank(one) - rank(other));
}

export function portsOf(scene: Scene, stepId: string): { ups: PortRef[]; downs: PortRef[] } {
  const step = stepOf(scene.flow, stepId);
  const entry = step && scene.operators.get(step.operator);
  const refs = (ports: PortEntry[]): PortRef[] => ports.map((port) => ({ stepId, port: port.name }));
  return { ups: refs(entry?.ups ?? []), downs: refs(entry?.downs ?? []) };
}

/** Return the first input of a step that takes this output, or the reason the last one did not. */
export function firstFit(scene: Scene, from: PortRef, stepId: string): { to: PortRef } | { why: string } {
  let why = `'${stepId}' has no input: it is a source.`;
  for (const to of portsOf(scene, stepId).ups) {
    const verdict = canConnect(scene, from, to);
    if (verdict.ok) return { to };
    why = verdict.why;
  }
  return { why };
}

/** Return the first output of a step that this input takes, or the reason the last one did not fit. */
export function firstFeed(scene: Scene, stepId: string, to: PortRef): { from: PortRef } | { why: string } {
  let why = `'${stepId}' has no output: nothing goes on from it.`;
  for (const from of portsOf(scene, stepId).downs) {
    const verdict = canConnect(scene, from, to);
    if (verdict.ok) return { from };
    why = verdict.why;
  }
  return { why };
}
