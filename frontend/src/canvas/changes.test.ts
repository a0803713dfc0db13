import type { NodeChange } from "@xyflow/react";
import { expect, test } from "vitest";
import type { Flow } from "../api/types";
import { completedGroup, completedNote } from "../flow/document";
import { flowOf } from "../flow/example.testing";
import { finishedMoves, selectedNodes, withMembers } from "./changes";

const FLOW: Flow = {
  ...flowOf({ a: "source", b: "map" }),
  notes: [completedNote({ id: "n", x: 0, y: 0 })],
  groups: [completedGroup({ id: "g", steps: ["a", "b"] })],
};
const moved = (id: string, x: number, y: number, dragging?: boolean): NodeChange => ({
  type: "position",
  id,
  position: { x, y },
  ...(dragging === undefined ? {} : { dragging }),
});
const NOTHING = { steps: [], streams: [], notes: [], groups: [] };

test("a frame that is dragged drags its steps, and is no thing of its own", () => {
  expect(withMembers([moved("group:g", -16, -32, true)], FLOW)).toEqual([moved("a", 8, 8, true), moved("b", 248, 8, true)]);
});

test("a step that is dragged with its frame is dragged once", () => {
  expect(withMembers([moved("group:g", -16, -32, false), moved("a", 8, 8, false)], FLOW)).toEqual([moved("b", 248, 8, false), moved("a", 8, 8, false)]);
});

test("only a drag that has ended leaves things elsewhere; a note that is sized tells of its place by itself", () => {
  const changes = [moved("a", 8, 8, false), moved("b", 8, 8, true), moved("note:n", 16, 16, false), moved("note:n", 24, 24)];
  expect(finishedMoves(changes)).toEqual({ to: { a: { x: 8, y: 8 } }, notes: { n: { x: 16, y: 16 } } });
});

test("steps and notes are selected each as what they are", () => {
  const changes: NodeChange[] = [
    { type: "select", id: "a", selected: true },
    { type: "select", id: "note:n", selected: true },
    { type: "select", id: "b", selected: false },
  ];
  expect(selectedNodes(changes, { ...NOTHING, steps: ["b"] })).toEqual({ steps: ["a"], notes: ["n"] });
  expect(selectedNodes([moved("a", 0, 0)], NOTHING)).toBeNull();
});
