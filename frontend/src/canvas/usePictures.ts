/** The flow as React Flow's nodes and edges, and what is done to them as edits. */
import { applyNodeChanges, useStoreApi, type EdgeChange, type Node, type NodeChange } from "@xyflow/react";
import { useCallback, useLayoutEffect, useMemo, useState } from "react";
import type { Flow } from "../api/types";
import { joined } from "../flow/groups";
import { useCatalogue } from "../state/catalogue";
import { edit, flowNow, select, selectFlow, useFlow } from "../state/flowStore";
import { moveInto } from "../state/steps";
import { useCanvas } from "./canvasStore";
import { draggedSteps, finishedMoves, selectedNodes, selectedStreams, withMembers } from "./changes";
import { dropCopies, endCopying, useCopying, withGhosts, withStillEnds } from "./copying";
import { joinsAt, showJoins } from "./joining";
import { framed, groupsOf, notesOf } from "./markPictures";
import { edgesOf, stepsOf, type StreamEdge } from "./pictures";
import { useMarquee } from "./useMarquee";

export function usePictures() {
  const flow = useFlow(selectFlow);
  const selection = useFlow((state) => state.selection);
  const operators = useCatalogue((state) => state.operators);
  const [nodes, setNodes] = useState<Node[]>([]);
  const [edges, setEdges] = useState<StreamEdge[]>([]);
  const store = useStoreApi();
  const marquee = useMarquee();
  useLayoutEffect(() => {
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]));
      return [...groupsOf(flow, operators, selection, known), ...notesOf(flow, selection, known), ...stepsOf(flow, operators, selection, known)];
    });
    setEdges((before) => edgesOf(flow, operators, selection, before));
  }, [flow, operators, selection]);
  const onNodesChange = useCallback(
    (told: NodeChange[]) => {
      const changes = withMembers(told, flowNow());
      const dragged = draggedSteps(changes);
      if (dragged) showJoins(joinsAt(dragged));
      setNodes((before) => placed(before, changes));
      const now = useFlow.getState().selection;
      const picked = selectedNodes(changes, now);
      const groups = store.getState().multiSelectionActive || marquee.adding() ? now.groups : [];
      if (picked) select(marquee.joined({ ...now, ...picked, groups }));
      finish(changes);
    },
    [store, marquee],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<StreamEdge>[]) => {
      // A marquee is about what it encloses; the streams in between follow by themselves.
      const streams = marquee.drawing() ? null : selectedStreams(changes, useFlow.getState().selection.streams, flowNow());
      if (streams) select({ ...useFlow.getState().selection, streams });
    },
    [marquee],
  );
  const still = useCopying((copying) => copying.still);
  const shown = useMemo(() => (still ? { nodes: withGhosts(nodes, still), edges: withStillEnds(edges, still) } : { nodes, edges }), [nodes, edges, still]);
  return { ...shown, onNodesChange, onEdgesChange, onSelectionStart: marquee.begin, onSelectionEnd: marquee.end };
}

function placed(before: Node[], changes: NodeChange[]): Node[] {
  const next = applyNodeChanges(changes.filter((change) => change.type === "position" || change.type === "dimensions"), before);
  const flow = flowNow();
  const { joining } = useCanvas.getState();
  const { still } = useCopying.getState();
  const moved = changes.some((change) => change.type === "position");
  return moved && flow.groups.length > 0 ? framed(next, joined(flow, still ? {} : joining), useCatalogue.getState().operators, still, joining) : next;
}

/** A drag has ended: a move, a step put into the stream that is lit, or copies where they were carried. */
function finish(changes: readonly NodeChange[]): void {
  const flow: Flow = flowNow();
  const moves = finishedMoves(changes);
  const [step, ...more] = Object.entries(moves.to);
  if (!step && Object.keys(moves.notes).length === 0) return;
  const into = useCanvas.getState().splicing;
  if (useCopying.getState().still) dropCopies(flow, moves, joinsAt(moves.to));
  else if (step && more.length === 0 && into) moveInto(step[0], step[1], into, joinsAt(moves.to));
  else edit({ type: "move_steps", ...moves, joins: joinsAt(moves.to) });
  endCopying();
  useCanvas.setState({ splicing: null, joining: {} });
}
