import { expect, test } from "vitest";
import type { Flow, StepGroup } from "../api/types";
import { completedNote } from "./document";
import { applyEdit, type Edit } from "./edits";
import { flowOf, OPERATORS } from "./example.testing";
import { groupFrame, stepBox, within } from "./geometry";
import { groupOf } from "./groups";
import { record, startHistory, undo } from "./history";

const CHAIN = flowOf({ a: "source", b: "map", c: "sink" }, ["a.down > b.up", "b.down > c.up"]);
const group = (id: string, ...steps: string[]): StepGroup => ({ id, title: "", steps, color: "grey" });
const GROUPED = applyEdit(CHAIN, { type: "group", group: group("g", "a", "b") });
const NOTED = applyEdit(CHAIN, { type: "add_note", note: completedNote({ id: "n", x: 0, y: 0 }) });

const held = (flow: Flow): Record<string, string[]> => Object.fromEntries(flow.groups.map((one) => [one.id, one.steps]));

test("steps that are grouped leave the groups they were in, and a group left empty is gone", () => {
  expect(held(applyEdit(GROUPED, { type: "group", group: group("h", "b", "c") }))).toEqual({ g: ["a"], h: ["b", "c"] });
  expect(held(applyEdit(GROUPED, { type: "group", group: group("h", "a", "b") }))).toEqual({ h: ["a", "b"] });
});

test("a group that is ungrouped leaves its steps where they are", () => {
  const flow = applyEdit(GROUPED, { type: "ungroup", steps: [], groups: ["g"] });
  expect(flow.groups).toEqual([]);
  expect(flow.layout).toBe(GROUPED.layout);
});

test("a step is taken out of its group", () => {
  expect(held(applyEdit(GROUPED, { type: "ungroup", steps: ["a"], groups: [] }))).toEqual({ g: ["b"] });
});

test("a step that is deleted is in no group, and a renamed one stays in its group", () => {
  expect(held(applyEdit(GROUPED, { type: "remove", steps: ["a"], streams: [] }))).toEqual({ g: ["b"] });
  expect(held(applyEdit(GROUPED, { type: "remove", steps: ["a", "b"], streams: [] }))).toEqual({});
  expect(held(applyEdit(GROUPED, { type: "rename_step", id: "a", to: "z" }))).toEqual({ g: ["z", "b"] });
});

test("a group that is deleted leaves its steps; a note that is deleted is gone", () => {
  expect(applyEdit(GROUPED, { type: "remove", steps: [], streams: [], groups: ["g"] }).steps).toBe(GROUPED.steps);
  expect(applyEdit(NOTED, { type: "remove", steps: [], streams: [], notes: ["n"] }).notes).toEqual([]);
});

test("a group's frame holds its steps, wherever they go", () => {
  const moved = applyEdit(GROUPED, { type: "move_steps", to: { b: { x: 200, y: -300 } } });
  const frame = moved.groups[0] && groupFrame(moved, OPERATORS, moved.groups[0]);
  expect(frame && ["a", "b", "c"].map((id) => within(stepBox(moved, OPERATORS, id), frame))).toEqual([true, true, false]);
});

test("a note is moved with steps in one change", () => {
  const moved = applyEdit(NOTED, { type: "move_steps", to: { a: { x: 8, y: 8 } }, notes: { n: { x: 16, y: 24 } } });
  expect([moved.layout["a"], moved.notes[0]?.x, moved.notes[0]?.y]).toEqual([{ x: 8, y: 8 }, 16, 24]);
});

test.each<[string, Flow, Edit]>([
  ["a note that has these values already", NOTED, { type: "change_note", id: "n", change: { text: "", x: 0 } }],
  ["a note that is not there", NOTED, { type: "change_note", id: "zebra", change: { text: "x" } }],
  ["a group that has this title already", GROUPED, { type: "change_group", id: "g", change: { title: "" } }],
  ["an ungrouping of what is in no group", GROUPED, { type: "ungroup", steps: ["c"], groups: ["zebra"] }],
  ["a deletion of what is gone", NOTED, { type: "remove", steps: [], streams: [], notes: ["zebra"], groups: ["zebra"] }],
  ["a move to where all is", NOTED, { type: "move_steps", to: { a: { x: 0, y: 0 } }, notes: { n: { x: 0, y: 0 } } }],
])("%s changes nothing", (_what, flow, edit) => {
  expect(applyEdit(flow, edit)).toBe(flow);
});

const EVERY: [Edit, string][] = [
  [{ type: "add_note", note: completedNote({ id: "m", x: 0, y: 0 }) }, "add note"],
  [{ type: "change_note", id: "n", change: { text: "x" } }, "text of note"],
  [{ type: "tint", notes: ["n"], groups: [], color: "blue" }, "colour of note"],
  [{ type: "change_note", id: "n", change: { x: 8, y: 8, width: 300, height: 80 } }, "size of note"],
  [{ type: "move_steps", to: {}, notes: { n: { x: 8, y: 8 } } }, "move note"],
  [{ type: "remove", steps: [], streams: [], notes: ["n"] }, "delete note"],
  [{ type: "group", group: group("h", "b", "c") }, "group 2 steps"],
  [{ type: "ungroup", steps: [], groups: ["g"] }, "ungroup"],
  [{ type: "change_group", id: "g", change: { title: "Orders" } }, "title of group"],
  [{ type: "tint", notes: ["n"], groups: ["g"], color: "teal" }, "colour of group"],
  [{ type: "remove", steps: [], streams: [], groups: ["g"] }, "delete group"],
  [{ type: "arrange", to: { a: { x: 8, y: 0 } }, what: "align left" }, "align left"],
  [{ type: "reconnect", steps: ["b"], streams: [{ from: "a.down", to: "c.up" }] }, "delete b and reconnect"],
  [{ type: "splice", stream: { from: "a.down", to: "b.up" }, into: "x.up", outOf: "x.down", id: "x", at: { x: 0, y: 0 } }, "put x into a stream"],
];

test.each(EVERY)("%o is one change, said in words, and undone", (edit, words) => {
  const start = { ...NOTED, groups: GROUPED.groups };
  const history = record(startHistory(start), edit, 0);
  expect(history.past.map((entry) => entry.label)).toEqual([words]);
  expect(undo(history).present).toBe(start);
});

test("notes that are sized or moved step by step are one change", () => {
  const grow = (width: number): Edit => ({ type: "change_note", id: "n", change: { width } });
  expect(record(record(startHistory(NOTED), grow(248), 0), grow(256), 100).past).toHaveLength(1);
});

test("deleting and reconnecting takes the step, its place and its place in a group", () => {
  const flow = applyEdit(GROUPED, { type: "reconnect", steps: ["b"], streams: [{ from: "a.down", to: "c.up" }] });
  expect([flow.steps.length, Object.keys(flow.layout), flow.streams]).toEqual([2, ["a", "c"], [{ from: "a.down", to: "c.up" }]]);
  expect(groupOf(flow, "b")).toBeUndefined();
});
