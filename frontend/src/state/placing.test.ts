import { beforeEach, expect, test } from "vitest";
import type { Flow } from "../api/types";
import { completedGroup, completedNote } from "../flow/document";
import { flowOf } from "../flow/example.testing";
import { flowNow, select, showUnsaved, undo, useFlow } from "./flowStore";
import { addNote, groupSelected, tintSelected, ungroupSelected } from "./marks";
import { alignSelected, countUnits, distributeSelected, groupMoved, nudgeSelected } from "./placing";

const ROW = flowOf({ a: "source", b: "map", c: "sink" }, ["a.down > b.up", "b.down > c.up"]);
/** `inside` lies in the frame of the group of a and b, `far` does not. */
const FLOW: Flow = {
  ...ROW,
  notes: [completedNote({ id: "inside", x: 0, y: -24, width: 80, height: 40 }), completedNote({ id: "far", x: 2_000, y: 0 })],
  groups: [completedGroup({ id: "g", steps: ["a", "b"] })],
};

beforeEach(() => showUnsaved(FLOW, "test"));

const entries = (): number => useFlow.getState().history.past.length;

test("a group moves its steps, and the notes that lie in its frame", () => {
  const frame = { x: 100 - 24, y: 8 - 40 };
  expect(groupMoved(FLOW, "g", frame)).toEqual({ to: { a: { x: 100, y: 8 }, b: { x: 340, y: 8 } }, notes: { inside: { x: 100, y: -16 } } });
});

test("what is moved by arrows goes line by line of the grid, as one change", () => {
  select({ steps: ["c"], notes: ["far"] });
  nudgeSelected(0, 1);
  nudgeSelected(0, 5);
  expect([flowNow().layout["c"], flowNow().notes[1]?.y, entries()]).toEqual([{ x: 480, y: 48 }, 48, 1]);
  undo();
  expect(flowNow()).toBe(FLOW);
});

test("a step that is selected with its group moves once", () => {
  select({ steps: ["a"], groups: ["g"] });
  nudgeSelected(1, 0);
  expect(flowNow().layout["a"]).toEqual({ x: 8, y: 0 });
});

test("a step that is selected with its group is no thing of its own to put in line", () => {
  expect(countUnits(FLOW, { steps: ["a", "c"], streams: [], notes: ["inside"], groups: ["g"] })).toBe(2);
});

test("a group is put in line as one, and keeps its steps apart", () => {
  select({ steps: ["c"], groups: ["g"] });
  alignSelected("left");
  expect([flowNow().layout["a"], flowNow().layout["b"], flowNow().layout["c"]]).toEqual([{ x: 0, y: 0 }, { x: 240, y: 0 }, { x: -24, y: 0 }]);
});

test("putting in line what is in line changes nothing", () => {
  select({ steps: ["a", "b", "c"] });
  alignSelected("top");
  distributeSelected("across");
  expect(entries()).toBe(0);
});

test("selected with a group, a step joins it; taken out, it is in none", () => {
  select({ steps: ["c"], groups: ["g"] });
  groupSelected();
  expect(flowNow().groups[0]?.steps).toEqual(["a", "b", "c"]);
  select({ steps: ["c"] });
  ungroupSelected();
  expect(flowNow().groups[0]?.steps).toEqual(["a", "b"]);
});

test("a group is the only one selected after it was made, its steps after it was taken apart", () => {
  select({ steps: ["c"] });
  groupSelected();
  expect(useFlow.getState().selection).toEqual({ steps: [], streams: [], notes: [], groups: ["group"] });
  ungroupSelected();
  expect(useFlow.getState().selection.steps).toEqual(["c"]);
});

test("several notes and groups are tinted in one change", () => {
  select({ notes: ["inside", "far"], groups: ["g"] });
  tintSelected("teal");
  expect([...flowNow().notes, ...flowNow().groups].map((mark) => mark.color)).toEqual(["teal", "teal", "teal"]);
  expect(entries()).toBe(1);
});

test("a new note lies above what is selected and covers no step", () => {
  select({ steps: ["b"] });
  addNote();
  expect(flowNow().notes.at(-1)).toMatchObject({ id: "note", x: 240, y: -144 });
});
