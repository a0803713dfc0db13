/** React Flow's changes translated into ours: what was moved, what was selected. */
import type { EdgeChange, Node, NodeChange } from "@xyflow/react";
import type { Flow, Position, Stream } from "../api/types";
import { streamId } from "../flow/document";
import { groupMoved } from "../state/placing";
import type { Selection } from "../state/flowStore";
import { noteNodeId, pictured } from "./markPictures";

type Change = NodeChange<Node>;
type Places = Record<string, Position>;

/** Return the changes in which a group that is moved takes along its steps and the notes in its frame. */
export function withMembers(changes: readonly Change[], flow: Flow): Change[] {
  const taken = new Set(changes.flatMap((change) => (change.type === "position" ? [change.id] : [])));
  return changes.flatMap((change): Change[] => {
    if (change.type !== "position" || !change.position) return [change];
    const { kind, id } = pictured(change.id);
    if (kind !== "group") return [change];
    const moved = groupMoved(flow, id, change.position);
    const places = { ...moved.to, ...Object.fromEntries(Object.entries(moved.notes).map(([note, at]) => [noteNodeId(note), at])) };
    const dragging = change.dragging === undefined ? {} : { dragging: change.dragging };
    return Object.entries(places)
      .filter(([member]) => !taken.has(member))
      .map(([member, position]) => ({ type: "position", id: member, position, ...dragging }));
  });
}

/** Return where steps are while they are dragged, or null when none are. */
export function draggedSteps(changes: readonly Change[]): Places | null {
  const dragged = changes.flatMap((change) => (change.type === "position" && change.dragging === true && change.position && pictured(change.id).kind === "step" ? [[change.id, change.position] as const] : []));
  return dragged.length === 0 ? null : Object.fromEntries(dragged);
}

/** Return the places where a finished move left steps and notes; a move still under way leaves none. */
export function finishedMoves(changes: readonly Change[]): { to: Places; notes: Places } {
  const moves: { to: Places; notes: Places } = { to: {}, notes: {} };
  for (const change of changes) {
    // A note that is given another size moves as well, and tells of it by itself.
    if (change.type !== "position" || !change.position || change.dragging !== false) continue;
    const { kind, id } = pictured(change.id);
    if (kind === "step") moves.to[id] = change.position;
    if (kind === "note") moves.notes[id] = change.position;
  }
  return moves;
}

/** Return what of the nodes is selected after the changes, or null when there were none. */
export function selectedNodes(changes: readonly Change[], now: Selection): Pick<Selection, "steps" | "notes"> | null {
  const steps = new Set(now.steps);
  const notes = new Set(now.notes);
  let changed = false;
  for (const change of changes) {
    if (change.type !== "select") continue;
    const { kind, id } = pictured(change.id);
    if (kind !== "step" && kind !== "note") continue;
    changed = true;
    const picked = kind === "note" ? notes : steps;
    if (change.selected) picked.add(id);
    else picked.delete(id);
  }
  return changed ? { steps: [...steps], notes: [...notes] } : null;
}

/** Return the selected streams after the changes, or null when there were none. */
export function selectedStreams(changes: readonly EdgeChange[], now: readonly Stream[], flow: Flow): Stream[] | null {
  const picked = new Set(now.map(streamId));
  let changed = false;
  for (const change of changes) {
    if (change.type !== "select") continue;
    changed = true;
    if (change.selected) picked.add(change.id);
    else picked.delete(change.id);
  }
  return changed ? flow.streams.filter((stream) => picked.has(streamId(stream))) : null;
}
