import { expect, test } from "vitest";
import { cutOut, pasteEdit } from "./clipboard";
import { applyEdit } from "./edits";
import { flowOf } from "./example.testing";

const CHAIN = flowOf({ a: "source", b: "map", c: "sink" }, ["a.down > b.up", "b.down > c.up"]);

test("a copy holds the streams among its steps and no others", () => {
  const clip = cutOut(CHAIN, new Set(["a", "b"]));
  expect(clip.streams).toEqual([{ from: "a.down", to: "b.up" }]);
});

test("pasted steps get names that are free, and their streams follow", () => {
  const flow = applyEdit(CHAIN, pasteEdit(CHAIN, cutOut(CHAIN, new Set(["a", "b"])), { x: 0, y: 100 }));
  expect(flow.steps.map((step) => step.id)).toEqual(["a", "b", "c", "a_2", "b_2"]);
  expect(flow.streams.at(-1)).toEqual({ from: "a_2.down", to: "b_2.up" });
});

test("pasted steps keep their places to each other, with their corner where it was asked for", () => {
  const paste = pasteEdit(CHAIN, cutOut(CHAIN, new Set(["b", "c"])), { x: 10, y: 100 });
  expect(paste.layout).toEqual({ b_2: { x: 10, y: 100 }, c_2: { x: 250, y: 100 } });
});

test("a copy of a copy counts on instead of growing a tail", () => {
  const once = applyEdit(CHAIN, pasteEdit(CHAIN, cutOut(CHAIN, new Set(["a"])), { x: 0, y: 0 }));
  const twice = pasteEdit(once, cutOut(once, new Set(["a_2"])), { x: 0, y: 0 });
  expect(twice.steps.map((step) => step.id)).toEqual(["a_3"]);
});
