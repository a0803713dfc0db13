import { describe, expect, test } from "vitest";
import { flowOf } from "./example.testing";
import { stepsInOrder, walk, type Way } from "./order";

//   a ──► b ──┐
//             ├─► d ──► e
//   x ──► c ──┘
const PLACES = { a: { x: 0, y: 0 }, b: { x: 240, y: 0 }, x: { x: 0, y: 200 }, c: { x: 240, y: 200 }, d: { x: 480, y: 100 }, e: { x: 720, y: 100 } };
const FLOW = {
  ...flowOf({ e: "sink", d: "merge", c: "map", b: "map", x: "source", a: "source" }, ["a.down > b.up", "x.down > c.up", "b.down > d.ups", "c.down > d.ups", "d.down > e.up"]),
  layout: PLACES,
};

test("each step comes after what feeds it, and each branch stays together", () => {
  expect(stepsInOrder(FLOW).map(({ id }) => id)).toEqual(["x", "c", "a", "b", "d", "e"]);
});

test("steps on a cycle are not lost", () => {
  const flow = flowOf({ a: "map", b: "map", c: "source" }, ["a.down > b.up", "b.down > a.up"]);
  expect(stepsInOrder(flow).map(({ id }) => id)).toEqual(["c", "a", "b"]);
});

describe("walking", () => {
  test.each<[string, Way, string | null]>([
    ["a", "down", "b"],
    ["d", "up", "b"],
    ["b", "after", "c"],
    ["c", "before", "b"],
    ["c", "after", null],
    ["a", "after", "x"],
    ["e", "down", null],
    ["e", "after", null],
    ["a", "up", null],
  ])("from %s %s comes to %s", (from, way, to) => {
    expect(walk(FLOW, from, way)).toBe(to);
  });
});
