import { describe, expect, test } from "vitest";
import { applyEdit, pick, put } from "./edits";
import { flowOf } from "./example.testing";

const CHAIN = flowOf({ a: "source", b: "map", c: "sink" }, ["a.down > b.up", "b.down > c.up"]);

test("removing a step removes the streams that touch it, and its place", () => {
  const flow = applyEdit(CHAIN, { type: "remove", steps: ["b"], streams: [] });
  expect(flow.steps.map((step) => step.id)).toEqual(["a", "c"]);
  expect(flow.streams).toEqual([]);
  expect(Object.keys(flow.layout)).toEqual(["a", "c"]);
});

test("removing a step that is gone changes nothing", () => {
  expect(applyEdit(CHAIN, { type: "remove", steps: ["zebra"], streams: [] })).toBe(CHAIN);
});

test("a renamed step keeps its streams and its place", () => {
  const flow = applyEdit(CHAIN, { type: "rename_step", id: "b", to: "double" });
  expect(flow.streams).toEqual([{ from: "a.down", to: "double.up" }, { from: "double.down", to: "c.up" }]);
  expect(flow.layout["double"]).toEqual(CHAIN.layout["b"]);
  expect(flow.layout["b"]).toBeUndefined();
});

test("a stream that is there already is not added twice", () => {
  expect(applyEdit(CHAIN, { type: "add_stream", stream: { from: "a.down", to: "b.up" } })).toBe(CHAIN);
});

test("a stream put in another's place keeps its turn, because the order of streams is the order of sides", () => {
  const flow = applyEdit(CHAIN, { type: "replace_stream", was: { from: "a.down", to: "b.up" }, stream: { from: "a.down", to: "c.up" } });
  expect(flow.streams[0]).toEqual({ from: "a.down", to: "c.up" });
});

test("moving a step to where it is changes nothing", () => {
  expect(applyEdit(CHAIN, { type: "move_steps", to: { a: { x: 0, y: 0 } } })).toBe(CHAIN);
});

test("setting a value to what it is changes nothing", () => {
  const flow = applyEdit(CHAIN, { type: "set_config", id: "b", path: ["value"], value: "x" });
  expect(applyEdit(flow, { type: "set_config", id: "b", path: ["value"], value: "x" })).toBe(flow);
});

describe("a value in a configuration", () => {
  test("is put deep, and what lies on the way is made", () => {
    expect(put({}, ["clock", "wait"], "5s")).toEqual({ clock: { wait: "5s" } });
  });
  test("leaves everything beside it as the same object", () => {
    const config = { clock: { wait: "5s" }, items: [1] };
    expect((put(config, ["clock", "wait"], "6s") as typeof config).items).toBe(config.items);
  });
  test("is taken away when it is undefined", () => {
    expect(put({ a: 1, b: 2 }, ["a"], undefined)).toEqual({ b: 2 });
  });
  test("in a list is found by its number", () => {
    expect(pick(put({ items: [{ val: 1 }] }, ["items", 0, "val"], 2), ["items", 0, "val"])).toBe(2);
  });
});
