import { describe, expect, test } from "vitest";
import type { Flow } from "../api/types";
import { compareFlows, countMarks } from "./comparison";
import { differences } from "./difference";
import { applyEdit, type Edit } from "./edits";
import { readJson } from "./exactJson";
import { flowOf } from "./example.testing";

const BEFORE = flowOf({ a: "source", b: "map" }, ["a.down > b.up"]);
const after = (...edits: Edit[]): Flow => edits.reduce(applyEdit, BEFORE);
const marks = (flow: Flow): Record<string, string> => Object.fromEntries([...compareFlows(BEFORE, flow).steps].map(([id, { mark }]) => [id, mark]));

test("two flows that say the same do not differ, whatever the order of their fields", () => {
  expect(differences(BEFORE, { ...BEFORE, layout: { b: { y: 0, x: 240 }, a: { x: 0, y: 0 } } })).toEqual([]);
});

test("steps, fields and streams that differ are named with both their values", () => {
  const flow = after(
    { type: "set_config", id: "b", path: ["clock"], value: { type: "event", wait: "10s" } },
    { type: "add_step", step: { id: "c", operator: "sink", config: {} }, at: { x: 0, y: 0 } },
    { type: "remove", steps: ["a"], streams: [] },
    { type: "rename_flow", name: "other" },
  );
  const before = applyEdit(BEFORE, { type: "set_config", id: "b", path: ["clock"], value: { type: "event", wait: "0s" } });
  expect(differences(before, flow)).toEqual([
    { what: "name", how: "test → other" },
    { what: "b.clock.wait", how: "0s → 10s" },
    { what: "c", how: "added, a sink" },
    { what: "a", how: "removed" },
    { what: "a.down → b.up", how: "no longer connected" },
  ]);
});

test("a float and a whole number differ, and two spellings of one float do not", () => {
  const items = (text: string): Flow => after({ type: "set_config", id: "a", path: ["items"], value: readJson(text) });
  expect(differences(items("[1, 9007199254740992]"), items("[1.0, 9007199254740993]"))).toEqual([{ what: "a.items", how: "[1,9007199254740992] → [1.0,9007199254740993]" }]);
  expect(differences(items("[1.0, 1e20]"), items("[1.00, 1e+20]"))).toEqual([]);
});

describe("a comparison", () => {
  test("marks each step", () => {
    const flow = after(
      { type: "set_config", id: "b", path: ["value"], value: "x" },
      { type: "add_step", step: { id: "c", operator: "sink", config: {} }, at: { x: 480, y: 0 }, streams: [{ from: "b.down", to: "c.up" }] },
    );
    expect(marks(flow)).toEqual({ a: "same", b: "changed", c: "added" });
    expect(countMarks(compareFlows(BEFORE, flow))).toEqual({ added: 2, removed: 0, changed: 1, same: 2 });
  });

  test("takes a step that was renamed for the same step, and its streams too", () => {
    const { steps, streams } = compareFlows(BEFORE, after({ type: "rename_step", id: "b", to: "double" }));
    expect(steps.get("double")).toMatchObject({ mark: "changed", fields: [{ path: "id", before: "b", after: "double" }] });
    expect(streams.map(({ mark }) => mark)).toEqual(["same"]);
  });

  test("does not take one of two steps alike for the one that is gone", () => {
    const twin = (id: string): Edit => ({ type: "add_step", step: { id, operator: "map", config: {} }, at: { x: 240, y: 0 } });
    expect(marks(after({ type: "remove", steps: ["b"], streams: [] }, twin("c"), twin("d")))).toMatchObject({ b: "removed", c: "added", d: "added" });
  });

  test("draws a step that is gone beside what lies in its place now", () => {
    const flow = after({ type: "remove", steps: ["b"], streams: [] }, { type: "add_step", step: { id: "c", operator: "sink", config: {} }, at: { x: 240, y: 0 } });
    const { union } = compareFlows(BEFORE, flow);
    expect(union.layout["b"]).not.toEqual(union.layout["c"]);
  });

  test("tells once that steps lie elsewhere, whatever their number", () => {
    const flow = after({ type: "move_steps", to: { b: { x: 0, y: 80 } } });
    expect(differences(BEFORE, flow)).toEqual([{ what: "layout", how: "steps are in other places" }]);
  });
});
