import { expect, test } from "vitest";
import { arrange } from "./arrange";
import { flowOf, OPERATORS } from "./example.testing";
import { freePlace, STEP_WIDTH } from "./geometry";

test("steps are laid out from left to right along their streams", async () => {
  const places = await arrange(flowOf({ c: "sink", b: "map", a: "source" }, ["a.down > b.up", "b.down > c.up"]), OPERATORS);
  const x = (id: string): number => places[id]?.x ?? NaN;
  expect(x("b") - x("a")).toBeGreaterThan(STEP_WIDTH);
  expect(x("c") - x("b")).toBeGreaterThan(STEP_WIDTH);
});

test("a new step covers no other", () => {
  const flow = flowOf({ a: "source" });
  expect(freePlace(flow, { x: 0, y: 0 }).y).toBeGreaterThanOrEqual(84);
});
