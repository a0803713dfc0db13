import { expect, test } from "vitest";
import type { Flow, Position } from "../api/types";
import { applyEdit } from "./edits";
import { flowOf, OPERATORS } from "./example.testing";
import { record, startHistory, undo } from "./history";
import { groupUnder, joinsOf } from "./joining";

/** Two groups side by side and a step below: `left` holds a and b, `right` holds c; d is in none. */
const FLOW: Flow = {
  ...flowOf({ a: "source", b: "map", c: "sink", d: "map" }, []),
  layout: { a: { x: 0, y: 0 }, b: { x: 0, y: 200 }, c: { x: 600, y: 0 }, d: { x: 0, y: 600 } },
  groups: [
    { id: "left", title: "", steps: ["a", "b"], color: "grey" },
    { id: "right", title: "", steps: ["c"], color: "grey" },
  ],
};
const joins = (to: Record<string, Position>, flow = FLOW) => joinsOf(flow, OPERATORS, to);

test.each<[string, Record<string, Position>, object]>([
  ["a step whose middle is let go in a frame joins the group", { d: { x: 100, y: 180 } }, { d: "left" }],
  ["a step that only reaches into a frame joins nothing", { d: { x: 150, y: 180 } }, {}],
  ["a step that is let go elsewhere joins nothing", { d: { x: 300, y: 600 } }, {}],
  ["a step that goes about in its frame stays", { b: { x: 40, y: 180 } }, {}],
  ["a step that is moved on a little makes its frame larger", { b: { x: 180, y: 200 } }, {}],
  ["a step of which nothing is left in its frame leaves the group", { b: { x: 240, y: 200 } }, { b: null }],
  ["a step let go in another frame changes groups", { b: { x: 600, y: 20 } }, { b: "right" }],
  ["a group all of whose steps are moved keeps them, in another frame as well", { a: { x: 600, y: 0 }, b: { x: 600, y: 200 } }, {}],
  ["the only step of a group takes the group along", { c: { x: 0, y: 0 } }, {}],
  ["each step of several goes by its own place", { b: { x: 600, y: 20 }, d: { x: 100, y: 100 } }, { b: "right", d: "left" }],
])("%s", (_what, to, expected) => {
  expect(joins(to)).toEqual(expected);
});

test("a step that lay in a frame without being of its group has to leave and enter it", () => {
  const inside = { ...FLOW, layout: { ...FLOW.layout, d: { x: 0, y: 100 } } };
  expect(joins({ d: { x: 16, y: 100 } }, inside)).toEqual({});
});

test("of two frames around it the step joins the smaller one", () => {
  const layout = { ...FLOW.layout, b: { x: 900, y: 400 } };
  expect(joins({ d: { x: 610, y: 10 } }, { ...FLOW, layout })).toEqual({ d: "right" });
});

test("a new step belongs where its middle is", () => {
  expect(groupUnder(FLOW, OPERATORS, { x: 10, y: 100, width: 208, height: 88 })).toBe("left");
  expect(groupUnder(FLOW, OPERATORS, { x: 300, y: 100, width: 208, height: 88 })).toBeUndefined();
});

test("moving and joining is one change, told in words, and one undo takes back both", () => {
  const nudged = record(startHistory(FLOW), { type: "move_steps", to: { d: { x: 8, y: 600 } } }, 0);
  const to = { d: { x: 0, y: 180 } };
  const history = record(nudged, { type: "move_steps", to, joins: joins(to, nudged.present) }, 100);
  expect(history.present.groups[0]?.steps).toEqual(["a", "b", "d"]);
  expect(history.past.at(-1)?.label).toBe("move d into a group");
  expect(undo(history).present).toBe(nudged.present);
});

test("a step that leaves is in no group", () => {
  const flow = applyEdit(FLOW, { type: "move_steps", to: { b: { x: 240, y: 200 } }, joins: { b: null } });
  expect(flow.groups.map((group) => group.steps)).toEqual([["a"], ["c"]]);
});
