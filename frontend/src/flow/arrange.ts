/** Tidy places for all steps, left to right; the layout library is loaded when first asked for. */
import type { Flow, OperatorEntry, Position } from "../api/types";
import { readRef } from "./document";
import { snap, STEP_WIDTH, stepHeight } from "./geometry";

/** Return a place for every step. */
export async function arrange(flow: Flow, operators: ReadonlyMap<string, OperatorEntry>): Promise<Record<string, Position>> {
  const { Graph, layout } = await import("@dagrejs/dagre");
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", ranksep: 88, nodesep: 40 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const step of flow.steps) {
    graph.setNode(step.id, { width: STEP_WIDTH, height: stepHeight(operators.get(step.operator)) });
  }
  for (const stream of flow.streams) {
    const [from, to] = [readRef(stream.from).stepId, readRef(stream.to).stepId];
    if (graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to);
  }
  layout(graph);
  return Object.fromEntries(
    flow.steps.map((step) => {
      const { x, y, width, height } = graph.node(step.id);
      return [step.id, snap({ x: x - width / 2, y: y - height / 2 })];
    }),
  );
}
