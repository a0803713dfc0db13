import { expect, test } from "vitest";
import type { Flow } from "../api/types";
import { applyEdit } from "./edits";
import { flowOf, OPERATORS } from "./example.testing";
import { spliceOf, type Splice } from "./splice";

const CHAIN = flowOf({ a: "source", c: "sink" }, ["a.down > c.up"]);

function splice(flow: Flow, operator: string, stream = flow.streams[0]): Splice {
  if (!stream) throw new Error("the flow has no stream");
  return spliceOf({ flow, operators: OPERATORS, check: null }, stream, { id: "new", operator, config: {} });
}

test("a step goes between the two ends of a stream", () => {
  expect(splice(CHAIN, "map")).toEqual({ into: "new.up", outOf: "new.down" });
});

test("the second half leaves by a main output, not with bad or late items", () => {
  const keyed = flowOf({ k: "key_on", c: "sink" }, ["k.down > c.up"]);
  expect(splice(keyed, "window")).toEqual({ into: "new.up", outOf: "new.down" });
});

test("a source and a sink do not go between, in words", () => {
  expect(splice(CHAIN, "source")).toEqual({ why: "'new' has no input: it is a source." });
  expect(splice(CHAIN, "sink")).toEqual({ why: "'new' has no output: nothing goes on from it." });
});

test("a step that needs keys does not go between what has none", () => {
  expect(splice(CHAIN, "window")).toEqual({ why: expect.stringMatching(/Put a Key on step between them/) as string });
});

test("a step that takes keys away does not go before one that needs them", () => {
  const keyed = flowOf({ k: "key_on", w: "window" }, ["k.down > w.up"]);
  expect(splice(keyed, "key_rm")).toEqual({ why: expect.stringMatching(/works per key/) as string });
});

const INTO = { type: "splice", stream: { from: "a.down", to: "c.up" }, into: "b.up", outOf: "b.down", id: "b", at: { x: 8, y: 8 } } as const;

test("a new step that is put into a stream is one change", () => {
  const flow = applyEdit(CHAIN, { ...INTO, step: { id: "b", operator: "map", config: {} } });
  expect(flow.steps.map((step) => step.id)).toEqual(["a", "c", "b"]);
  expect(flow.streams).toEqual([{ from: "a.down", to: "b.up" }, { from: "b.down", to: "c.up" }]);
  expect(flow.layout["b"]).toEqual({ x: 8, y: 8 });
});

test("the half that goes on keeps the stream's turn among the sides", () => {
  const sides = flowOf({ a: "source", x: "source", b: "map", c: "merge" }, ["a.down > c.ups", "x.down > c.ups"]);
  const flow = applyEdit(sides, { ...INTO, stream: { from: "a.down", to: "c.ups" } });
  expect(flow.streams.filter((stream) => stream.to === "c.ups").map((stream) => stream.from)).toEqual(["b.down", "x.down"]);
});

test("a step put between two of a group is of that group", () => {
  const grouped = applyEdit(CHAIN, { type: "group", group: { id: "g", title: "", steps: ["a", "c"], color: "grey" } });
  expect(applyEdit(grouped, { ...INTO, step: { id: "b", operator: "map", config: {} } }).groups[0]?.steps).toEqual(["a", "c", "b"]);
});

test("a stream that is gone is not spliced", () => {
  expect(applyEdit(CHAIN, { ...INTO, stream: { from: "a.down", to: "x.up" } })).toBe(CHAIN);
});
