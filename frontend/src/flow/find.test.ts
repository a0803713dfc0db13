import { describe, expect, test } from "vitest";
import type { CheckResult, Flow } from "../api/types";
import { applyEdit } from "./edits";
import { flowOf, OPERATORS } from "./example.testing";
import { findInFlow } from "./find";

const CHECK = {
  runnable: true, diagnostics: [],
  steps: { a: { summary: "", ups: {}, downs: { down: { text: "", keyed: false, item: "", fields: { temperature: "float", time: "timestamp" } } } } },
} as CheckResult;
let FLOW: Flow = flowOf({ b: "window", a: "source" }, ["a.down > b.up"]);
FLOW = applyEdit(FLOW, { type: "set_config", id: "b", path: ["clock"], value: { timestamp: "when", wait: "5s", names: ["one", "two"] } });
FLOW = applyEdit(FLOW, { type: "set_title", id: "b", title: "By sensor" });
FLOW = { ...FLOW, description: "What the sensors say", notes: [{ id: "n1", text: "ask Ada\nabout the sensors", x: 0, y: 0, width: 200, height: 80, color: "grey" }] };

const places = (query: string): string[] => findInFlow(FLOW, query, { operators: OPERATORS, check: CHECK }).map(({ stepId, noteId, what }) => `${stepId ?? noteId ?? "flow"} ${what}`);

describe("a text is found", () => {
  test.each([
    ["source", ["a operator"]],
    ["WHEN", ["b clock.timestamp"]],
    ["by SENSOR", ["b title"]],
    ["5s", ["b clock.wait"]],
    ["two", ["b clock.names.1"]],
    ["temper", ["a field of its stream"]],
    ["sensor", ["b title", "n1 note", "flow description of the flow"]],
    ["time", ["a field of its stream", "b clock"]],
    ["", []],
    ["no such thing", []],
  ])("%s in %j", (query, expected) => {
    expect(places(query)).toEqual(expected);
  });
});

test("a field is a way to where it is edited", () => {
  expect(findInFlow(FLOW, "5s", { operators: OPERATORS, check: null })[0]).toMatchObject({ stepId: "b", field: "clock.wait", text: "5s", at: 0 });
});

test("of a long text the part around the match is shown", () => {
  const long = applyEdit(FLOW, { type: "set_title", id: "a", title: `${"x".repeat(80)}needle` });
  const [place] = findInFlow(long, "needle", { operators: OPERATORS, check: null });
  expect(place?.text.slice(place.at, place.at + 6)).toBe("needle");
  expect(place?.text.length).toBeLessThan(40);
});
