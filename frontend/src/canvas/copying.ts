/** Alt held while dragging: the pointer carries copies, and what is copied is seen to stay where it is. */
import type { Edge, Node } from "@xyflow/react";
import { create } from "zustand";
import type { Flow, Position } from "../api/types";
import type { Part } from "../flow/clipboard";
import type { Joins } from "../flow/groups";
import { placeOf } from "../flow/document";
import { duplicateAway } from "../state/pasting";
import { groupNodeId, pictured } from "./markPictures";

type Places = ReadonlyMap<string, Position>;

/** The nodes whose copies are being dragged, by id, with the places where they stay; null when none are. */
export const useCopying = create<{ still: Places | null }>(() => ({ still: null }));

export function beginCopying(flow: Flow, nodes: readonly Node[]): void {
  const still = new Map(nodes.map((node) => [node.id, node.position]));
  for (const group of flow.groups) {
    if (still.has(groupNodeId(group.id))) for (const id of group.steps) still.set(id, placeOf(flow, id));
  }
  useCopying.setState({ still });
}

export function endCopying(): void {
  useCopying.setState({ still: null });
}

/** Put the copies where the dragged nodes were left. */
export function dropCopies(flow: Flow, moves: { to: Record<string, Position>; notes: Record<string, Position> }, joins: Joins): void {
  const by = shiftOf(flow, moves);
  if (by) duplicateAway(partOf([...(useCopying.getState().still?.keys() ?? [])]), by, joins);
}

function partOf(nodeIds: readonly string[]): Part {
  const of = (wanted: string): Set<string> => new Set(nodeIds.map(pictured).filter(({ kind }) => kind === wanted).map(({ id }) => id));
  return { steps: of("step"), notes: of("note"), groups: of("group") };
}

/** Return how far the drag went: every step and note went as far. */
function shiftOf(flow: Flow, { to, notes }: { to: Record<string, Position>; notes: Record<string, Position> }): Position | null {
  const [step] = Object.entries(to);
  if (step) return difference(step[1], placeOf(flow, step[0]));
  const [moved] = Object.entries(notes);
  const note = moved && flow.notes.find((one) => one.id === moved[0]);
  return moved && note ? difference(moved[1], note) : null;
}

function difference(one: Position, other: Position): Position {
  return { x: one.x - other.x, y: one.y - other.y };
}

/** Return the nodes with those that are copied drawn where they stay. */
export function withGhosts(nodes: Node[], still: Places): Node[] {
  const ghosts = nodes.filter((node) => still.has(node.id)).map((node): Node => ({
    ...node,
    id: ghostId(node.id),
    position: still.get(node.id) ?? node.position,
    selected: false,
    draggable: false,
    selectable: false,
    focusable: false,
    dragging: false,
  }));
  return [...ghosts, ...nodes];
}

/** Return the edges so that those of what is copied stay with it. */
export function withStillEnds<T extends Edge>(edges: T[], still: Places): T[] {
  return edges.map((edge) => {
    if (!still.has(edge.source) && !still.has(edge.target)) return edge;
    const end = (id: string): string => (still.has(id) ? ghostId(id) : id);
    return { ...edge, source: end(edge.source), target: end(edge.target) };
  });
}

function ghostId(id: string): string {
  return `ghost:${id}`;
}
