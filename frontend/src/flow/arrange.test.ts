import { expect, test } from "vitest";
import { arrange } from "./arrange";
import { applyEdit } from "./edits";
import { flowOf, OPERATORS } from "./example.testing";
import { freePlace, groupFrame, STEP_WIDTH, stepBox, within } from "./geometry";

const CHAIN = flowOf({ c: "sink", b: "map", a: "source" }, ["a.down > b.up", "b.down > c.up"]);

test("steps are laid out from left to right along their streams", async () => {
  const places = await arrange(CHAIN, OPERATORS);
  const x = (id: string): number => places[id]?.x ?? NaN;
  expect(x("b") - x("a")).toBeGreaterThan(STEP_WIDTH);
  expect(x("c") - x("b")).toBeGreaterThan(STEP_WIDTH);
});

test("the flow stays where it is on the canvas", async () => {
  const away = applyEdit(CHAIN, { type: "move_steps", to: { a: { x: 800, y: 400 }, b: { x: 960, y: 640 }, c: { x: 1200, y: 480 } } });
  const places = Object.values(await arrange(away, OPERATORS));
  expect([Math.min(...places.map((at) => at.x)), Math.min(...places.map((at) => at.y))]).toEqual([800, 400]);
});

test("only the steps that are asked for get other places", async () => {
  expect(Object.keys(await arrange(CHAIN, OPERATORS, new Set(["b", "c"]))).toSorted()).toEqual(["b", "c"]);
});

test("what leaves by an upper port lies above what leaves by a lower one", async () => {
  const flow = flowOf({ k: "key_on", w: "window", s: "sink", l: "sink" }, ["w.late > l.up", "k.down > w.up", "w.down > s.up"]);
  const places = await arrange(flow, OPERATORS);
  expect(places["s"]?.y).toBeLessThan(places["l"]?.y ?? NaN);
});

test("the order of ports holds further down their branches", async () => {
  const steps = { w: "window", m: "map", n: "map", s: "sink", l: "sink" };
  const places = await arrange(flowOf(steps, ["w.late > n.up", "n.down > l.up", "w.down > m.up", "m.down > s.up"]), OPERATORS);
  expect(places["m"]?.y).toBeLessThan(places["n"]?.y ?? NaN);
  expect(places["s"]?.y).toBeLessThan(places["l"]?.y ?? NaN);
});

test("no step of another lies in a group's frame", async () => {
  const steps = { a: "source", b: "map", c: "map", d: "map", e: "sink", f: "sink" };
  const bare = flowOf(steps, ["a.down > b.up", "a.down > c.up", "b.down > e.up", "c.down > d.up", "d.down > f.up"]);
  const flow = applyEdit(bare, { type: "group", group: { id: "g", title: "G", steps: ["c", "f"], color: "grey" } });
  const done = applyEdit(flow, { type: "arrange", to: await arrange(flow, OPERATORS) });
  const frame = done.groups[0] && groupFrame(done, OPERATORS, done.groups[0]);
  const inside = done.steps.map((step) => step.id).filter((id) => frame && within(stepBox(done, OPERATORS, id), frame));
  expect(inside).toEqual(expect.arrayContaining(["c", "f"]));
  expect(inside.filter((id) => ["a", "b", "e"].includes(id))).toEqual([]);
});

test("a new step covers no other", () => {
  const flow = flowOf({ a: "source" });
  expect(freePlace(flow, { x: 0, y: 0 }).y).toBeGreaterThanOrEqual(84);
});
