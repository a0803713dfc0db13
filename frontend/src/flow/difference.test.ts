import { expect, test } from "vitest";
import { differences } from "./difference";
import { applyEdit } from "./edits";
import { flowOf } from "./example.testing";

const THEIRS = flowOf({ a: "source", b: "map" }, ["a.down > b.up"]);

test("two flows that say the same do not differ, whatever the order of their fields", () => {
  expect(differences(THEIRS, { ...THEIRS, layout: { b: { y: 0, x: 240 }, a: { x: 0, y: 0 } } })).toEqual([]);
});

test("notes and groups that differ are told as such", () => {
  const mine = applyEdit(THEIRS, { type: "group", group: { id: "g", title: "", steps: ["a"], color: "grey" } });
  expect(differences(THEIRS, mine)).toEqual([{ what: "groups", how: "changed" }]);
});

test("steps, fields and streams that differ are named", () => {
  let mine = applyEdit(THEIRS, { type: "set_config", id: "b", path: ["value"], value: "x" });
  mine = applyEdit(mine, { type: "add_step", step: { id: "c", operator: "sink", config: {} }, at: { x: 0, y: 0 } });
  mine = applyEdit(mine, { type: "remove", steps: ["a"], streams: [] });
  expect(differences(THEIRS, mine)).toEqual([
    { what: "a", how: "not here" },
    { what: "b", how: "value changed" },
    { what: "c", how: "added" },
    { what: "a.down → b.up", how: "not connected" },
    { what: "layout", how: "steps are in other places" },
  ]);
});
