/** Tidy places for steps, left to right; the layout library is loaded when first asked for. */
import type { Flow, OperatorEntry, Position, Stream } from "../api/types";
import { readRef, stepOf } from "./document";
import { around, FRAME_TITLE, snap, stepBox, type Box } from "./geometry";

type Operators = ReadonlyMap<string, OperatorEntry>;
type Order = { left: string; right: string };

/**
 * Return a place for every step, or for those of `only`: laid out along their streams, with what leaves by an upper port
 * above what leaves by a lower one and groups kept together. Their upper left corner stays where it is.
 */
export async function arrange(flow: Flow, operators: Operators, only?: ReadonlySet<string>): Promise<Record<string, Position>> {
  const steps = flow.steps.filter((step) => only === undefined || only.has(step.id));
  const boxes = new Map(steps.map((step) => [step.id, stepBox(flow, operators, step.id)]));
  const corner = around([...boxes.values()]);
  if (!corner) return {};
  const streams = sortedStreams(flow, operators).filter(({ from, to }) => boxes.has(readRef(from).stepId) && boxes.has(readRef(to).stepId));
  const places = await laidOut(flow, boxes, streams);
  const now = around([...places.values()]);
  const shift = now ? { x: corner.x - now.x, y: corner.y - now.y } : { x: 0, y: 0 };
  return Object.fromEntries([...places].map(([id, box]) => [id, snap({ x: box.x + shift.x, y: box.y + shift.y })]));
}

async function laidOut(flow: Flow, boxes: ReadonlyMap<string, Box>, streams: readonly Stream[]): Promise<Map<string, Box>> {
  const { Graph, layout } = await import("@dagrejs/dagre");
  const graph = new Graph({ compound: true });
  graph.setGraph({ rankdir: "LR", ranksep: 88, nodesep: 40 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [id, { width, height }] of boxes) graph.setNode(id, { width, height });
  for (const { from, to } of streams) graph.setEdge(readRef(from).stepId, readRef(to).stepId);
  for (const group of flow.groups) {
    const members = group.steps.filter((id) => boxes.has(id));
    // What is not to be told from a step's id must not be one: ids hold no colon.
    if (members.length > 1) graph.setNode(`group:${group.id}`, { paddingTop: FRAME_TITLE });
    for (const id of members.length > 1 ? members : []) graph.setParent(id, `group:${group.id}`);
  }
  layout(graph, { constraints: ordersOf(streams) });
  return new Map(
    [...boxes].map(([id, { width, height }]) => {
      const { x, y } = graph.node(id);
      return [id, { x: x - width / 2, y: y - height / 2, width, height }];
    }),
  );
}

/** Return the streams so that those of one step come in the order of its ports. */
function sortedStreams(flow: Flow, operators: Operators): Stream[] {
  const turn = ({ from }: Stream): number => {
    const { stepId, port } = readRef(from);
    const entry = operators.get(stepOf(flow, stepId)?.operator ?? "");
    return entry?.downs.findIndex((one) => one.name === port) ?? 0;
  };
  const steps = new Map(flow.steps.map((step, index) => [step.id, index]));
  const place = (stream: Stream): number => steps.get(readRef(stream.from).stepId) ?? 0;
  return flow.streams.toSorted((one, other) => place(one) - place(other) || turn(one) - turn(other));
}

/** Return which of two steps has to be above the other: those that one step alone feeds, by the order of its ports. */
function ordersOf(streams: readonly Stream[]): Order[] {
  const feeders = new Map<string, Set<string>>();
  const fed = new Map<string, string[]>();
  for (const stream of streams) {
    const [from, to] = [readRef(stream.from).stepId, readRef(stream.to).stepId];
    feeders.set(to, (feeders.get(to) ?? new Set<string>()).add(from));
    fed.set(from, [...(fed.get(from) ?? []), to]);
  }
  return [...fed.values()].flatMap((targets) => {
    const alone = [...new Set(targets)].filter((id) => feeders.get(id)?.size === 1);
    return alone.slice(1).map((right, index) => ({ left: alone[index] ?? right, right }));
  });
}
