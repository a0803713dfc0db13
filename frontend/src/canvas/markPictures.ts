/** Notes and groups translated into React Flow's nodes; both lie behind the steps. */
import type { Node } from "@xyflow/react";
import type { Flow, Note, OperatorEntry, Position, StepGroup } from "../api/types";
import { stepOf } from "../flow/document";
import type { Joins } from "../flow/groups";
import { frameAround, groupFrame, stepHeight, STEP_WIDTH, type Box } from "../flow/geometry";
import type { Selection } from "../state/flowStore";

export type NoteNode = Node<{ note: Note }, "note">;
export type GroupNode = Node<{ group: StepGroup }, "frame">;
export type MarkNode = NoteNode | GroupNode;

type Operators = ReadonlyMap<string, OperatorEntry>;
type Places = ReadonlyMap<string, Position>;

/** The part of a frame by which its group is moved. */
export const HANDLE = "tg-group-title";
/** Under the picture that stands in for steps and streams, which lies at -1. */
const BEHIND = { note: -2, group: -3 };

/** A step's id holds no colon, so that no note and no group is taken for a step. */
export const noteNodeId = (id: string): string => `note:${id}`;
export const groupNodeId = (id: string): string => `group:${id}`;

export type Pictured = { kind: "step" | "note" | "group" | "ghost"; id: string };

/** Return what a node is a picture of. */
export function pictured(nodeId: string): Pictured {
  const colon = nodeId.indexOf(":");
  if (colon < 0) return { kind: "step", id: nodeId };
  return { kind: nodeId.slice(0, colon) as Pictured["kind"], id: nodeId.slice(colon + 1) };
}

/** Return a node for each note; one that would look the same stays the same object. */
export function notesOf(flow: Flow, selection: Selection, before: ReadonlyMap<string, Node>): NoteNode[] {
  return flow.notes.map((note) => {
    const selected = selection.notes.includes(note.id);
    const old = before.get(noteNodeId(note.id)) as NoteNode | undefined;
    return old && old.data.note === note && old.selected === selected && at(old, note) ? old : { ...old, ...noteNode(note, selected) };
  });
}

function noteNode(note: Note, selected: boolean): NoteNode {
  const { id, x, y, width, height } = note;
  return {
    id: noteNodeId(id),
    type: "note",
    position: { x, y },
    width,
    height,
    zIndex: BEHIND.note,
    data: { note },
    selected,
    ariaLabel: `Note: ${firstLine(note.text)}${selected ? ", selected" : ""}`,
    ariaRole: "group",
    domAttributes: { "aria-roledescription": "note" },
  };
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] || "empty";
}

/** Return a node for each group that has steps: the frame around them. */
export function groupsOf(flow: Flow, operators: Operators, selection: Selection, before: ReadonlyMap<string, Node>): GroupNode[] {
  return flow.groups.flatMap((group) => {
    const frame = groupFrame(flow, operators, group);
    if (!frame) return [];
    const selected = selection.groups.includes(group.id);
    const old = before.get(groupNodeId(group.id)) as GroupNode | undefined;
    const same = old && old.data.group === group && old.selected === selected && at(old, frame) && sized(old, frame);
    return [same ? old : { ...old, ...groupNode(group, frame, selected) }];
  });
}

function groupNode(group: StepGroup, { x, y, width, height }: Box, selected: boolean): GroupNode {
  return {
    id: groupNodeId(group.id),
    // Not "group": React Flow has a look of its own for that.
    type: "frame",
    position: { x, y },
    width,
    height,
    zIndex: BEHIND.group,
    data: { group },
    selected,
    // A marquee within a frame is about the steps in it; the frame is selected by its title.
    selectable: false,
    dragHandle: `.${HANDLE}`,
    // A frame catches nothing: what lies in it is the canvas.
    style: { pointerEvents: "none" },
    ariaLabel: `Group: ${group.title || "untitled"}, ${group.steps.length} steps${selected ? ", selected" : ""}`,
    ariaRole: "group",
    domAttributes: { "aria-roledescription": "group of steps" },
  };
}

/**
 * Return the nodes with each frame around its steps as they are drawn right now, while some are being moved.
 *
 * With `still`, what is moved are copies: the steps stay where they are, and `joining` tells the copies put into a frame.
 */
export function framed(nodes: readonly Node[], flow: Flow, operators: Operators, still: Places | null = null, joining: Joins = {}): Node[] {
  const drawn: Places = new Map(nodes.map((node) => [node.id, node.position]));
  const staying: Places = still ? new Map([...drawn, ...still]) : drawn;
  return nodes.map((node) => {
    const group = node.type === "frame" ? flow.groups.find(({ id }) => groupNodeId(id) === node.id) : null;
    if (!group) return node;
    const copies = still ? Object.keys(joining).filter((id) => joining[id] === group.id) : [];
    const own = boxesOf(group.steps, flow, operators, still?.has(node.id) ? drawn : staying);
    const frame = frameAround([...own, ...boxesOf(copies, flow, operators, drawn)]);
    if (!frame || (at(node, frame) && sized(node, frame))) return node;
    return { ...node, position: { x: frame.x, y: frame.y }, width: frame.width, height: frame.height };
  });
}

function boxesOf(steps: readonly string[], flow: Flow, operators: Operators, drawn: Places): Box[] {
  return steps.flatMap((id) => {
    const place = drawn.get(id);
    const entry = operators.get(stepOf(flow, id)?.operator ?? "");
    return place ? [{ ...place, width: STEP_WIDTH, height: stepHeight(entry) }] : [];
  });
}

function at(node: Node, { x, y }: Position): boolean {
  return node.position.x === x && node.position.y === y;
}

function sized(node: Node, { width, height }: Box): boolean {
  return node.width === width && node.height === height;
}
