/** Steps and streams translated into React Flow's nodes and edges. */
import { Position, type Edge, type Node, type NodeHandle } from "@xyflow/react";
import type { Flow, OperatorEntry, PortEntry, Step, Stream } from "../api/types";
import { placeOf, readRef, sameStream, streamId } from "../flow/document";
import { isRecord } from "../flow/edits";
import { QUARANTINE } from "../run/quarantine";
import { portY, STEP_WIDTH, stepHeight } from "../flow/geometry";
import type { Selection } from "../state/flowStore";

export type StepNode = Node<{ step: Step; entry: OperatorEntry | undefined }, "step">;
export type StreamEdge = Edge<{ stream: Stream; role: PortEntry["role"] }, "stream">;

type Operators = ReadonlyMap<string, OperatorEntry>;

/** Return a node for each step; one that would look the same stays the same object, so that it is not drawn again. */
export function stepsOf(flow: Flow, operators: Operators, selection: Selection, before: ReadonlyMap<string, Node>): StepNode[] {
  const selected = new Set(selection.steps);
  return flow.steps.map((step) => {
    const old = before.get(step.id) as StepNode | undefined;
    const node = nodeOf(flow, step, operators.get(step.operator), selected.has(step.id));
    return old && looksSame(old, node) ? old : { ...old, ...node };
  });
}

function nodeOf(flow: Flow, step: Step, entry: OperatorEntry | undefined, selected: boolean): StepNode {
  const title = step.title ?? entry?.title ?? step.operator;
  const shown = entry && withoutIdle(flow, step, entry);
  return {
    id: step.id,
    type: "step",
    position: placeOf(flow, step.id),
    width: STEP_WIDTH,
    height: stepHeight(entry),
    handles: handlesOf(shown),
    data: { step, entry: shown },
    selected,
    zIndex: selected ? 1 : 0,
    ariaLabel: `${title}, ${step.id}${selected ? ", selected" : ""}`,
    ariaRole: "group",
    // The kit's own description; "step" is our word for what it calls a node.
    domAttributes: { "aria-roledescription": "step" },
  };
}

/** Entries without the port of a guard, by the entry they are of: the same every time, so that nothing is drawn again. */
const UNGUARDED = new WeakMap<OperatorEntry, OperatorEntry>();

/** Return an operator with the ports to draw: one that nothing can leave by is left out, unless a stream leaves there. */
function withoutIdle(flow: Flow, step: Step, entry: OperatorEntry): OperatorEntry {
  const guarded = isRecord(step.config["guard"]) || !entry.downs.some((port) => port.name === QUARANTINE);
  if (guarded || flow.streams.some((stream) => stream.from === `${step.id}.${QUARANTINE}`)) return entry;
  const ports = UNGUARDED.get(entry) ?? { ...entry, downs: entry.downs.filter((port) => port.name !== QUARANTINE) };
  UNGUARDED.set(entry, ports);
  return ports;
}

function handlesOf(entry: OperatorEntry | undefined): NodeHandle[] {
  const handle = (type: "source" | "target", port: PortEntry, index: number): NodeHandle => ({
    id: port.name,
    type,
    position: type === "source" ? Position.Right : Position.Left,
    x: type === "source" ? STEP_WIDTH : 0,
    y: portY(index),
    width: 1,
    height: 1,
  });
  return [
    ...(entry?.ups ?? []).map((port, index) => handle("target", port, index)),
    ...(entry?.downs ?? []).map((port, index) => handle("source", port, index)),
  ];
}

function looksSame(old: StepNode, node: StepNode): boolean {
  return (
    old.data.step === node.data.step &&
    old.data.entry === node.data.entry &&
    old.selected === node.selected &&
    old.position.x === node.position.x &&
    old.position.y === node.position.y
  );
}

/** Return an edge for each stream whose ends exist. */
export function edgesOf(flow: Flow, operators: Operators, selection: Selection, before: readonly StreamEdge[]): StreamEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  const steps = new Map(flow.steps.map((step) => [step.id, step]));
  const drawn = new Map<string, StreamEdge>();
  for (const stream of flow.streams) {
    const [from, to] = [readRef(stream.from), readRef(stream.to)];
    const [source, target] = [entryOf(steps, operators, from.stepId), entryOf(steps, operators, to.stepId)];
    const port = source?.downs.find((one) => one.name === from.port);
    if (!port || !target?.ups.some((one) => one.name === to.port)) continue;
    const selected = selection.streams.some((one) => sameStream(one, stream));
    const old = known.get(streamId(stream));
    const same = old && old.selected === selected && old.data?.role === port.role;
    drawn.set(streamId(stream), same ? old : edgeOf(stream, port.role, selected));
  }
  return [...drawn.values()];
}

function entryOf(steps: ReadonlyMap<string, Step>, operators: Operators, id: string): OperatorEntry | undefined {
  const step = steps.get(id);
  return step && operators.get(step.operator);
}

function edgeOf(stream: Stream, role: PortEntry["role"], selected: boolean): StreamEdge {
  const [from, to] = [readRef(stream.from), readRef(stream.to)];
  return {
    id: streamId(stream),
    type: "stream",
    source: from.stepId,
    sourceHandle: from.port,
    target: to.stepId,
    targetHandle: to.port,
    data: { stream, role },
    selected,
    ariaLabel: `Stream from ${stream.from} to ${stream.to}`,
  };
}
