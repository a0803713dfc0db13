import { expect, test } from "vitest";
import type { Edit } from "./edits";
import { flowOf } from "./example.testing";
import { record, redo, settle, startHistory, undo, type History } from "./history";

const START = flowOf({ a: "source", b: "map", c: "sink" }, ["a.down > b.up", "b.down > c.up"]);
const type = (text: string): Edit => ({ type: "set_config", id: "b", path: ["value"], value: text });

function after(...edits: [Edit, number][]): History {
  return edits.reduce((history, [edit, at]) => record(history, edit, at), startHistory(START));
}

test("undo and redo go back and forth to the same flow", () => {
  const history = after([{ type: "rename_flow", name: "new" }, 0]);
  expect(undo(history).present).toBe(START);
  expect(redo(undo(history)).present).toBe(history.present);
});

test("a step deleted with its streams comes back with them in one undo", () => {
  const history = after([{ type: "remove", steps: ["b"], streams: [{ from: "a.down", to: "b.up" }] }, 0]);
  expect(history.past).toHaveLength(1);
  expect(undo(history).present.streams).toEqual(START.streams);
});

test("typing without a pause is one entry", () => {
  expect(after([type("v"), 0], [type("va"), 200], [type("val"), 900]).past).toHaveLength(1);
});

test("typing after a pause is another entry", () => {
  expect(after([type("v"), 0], [type("va"), 2_000]).past).toHaveLength(2);
});

test("typing in another field is another entry", () => {
  expect(after([type("v"), 0], [{ type: "set_config", id: "b", path: ["other"], value: "x" }, 10]).past).toHaveLength(2);
});

test("leaving a field ends its entry", () => {
  expect(record(settle(after([type("v"), 0])), type("va"), 10).past).toHaveLength(2);
});

test("arrow keys that move one step are one entry", () => {
  const move = (x: number): Edit => ({ type: "move_steps", to: { a: { x, y: 0 } } });
  expect(after([move(8), 0], [move(16), 100], [move(24), 200]).past).toHaveLength(1);
});

test("an edit that changes nothing leaves no entry", () => {
  expect(after([{ type: "rename_flow", name: "test" }, 0]).past).toHaveLength(0);
});

test("a new edit ends what could be done again", () => {
  const history = record(undo(after([type("v"), 0])), type("w"), 5_000);
  expect(history.future).toEqual([]);
});

test("nothing to undo leaves everything as it is", () => {
  const history = startHistory(START);
  expect(undo(history)).toBe(history);
  expect(redo(history)).toBe(history);
});

test("an entry says in words what undo will take back", () => {
  expect(after([{ type: "remove", steps: ["a", "b"], streams: [] }, 0]).past[0]?.label).toBe("delete 2 steps");
});
