import { describe, expect, test } from "vitest";
import type { Flow } from "../api/types";
import { blankFlow } from "./document";
import { meansTheSame } from "./meaning";

const STREAM = { from: "source.down", to: "out.up" };
const FLOW: Flow = {
  ...blankFlow(),
  steps: [{ id: "source", operator: "testing_source", config: { schema: { val: "int" } } }, { id: "out", operator: "null_sink", config: {} }] as Flow["steps"],
  streams: [STREAM] as Flow["streams"],
};

const withStep = (at: number, change: object): Flow => ({ ...FLOW, steps: FLOW.steps.map((step, place) => (place === at ? { ...step, ...change } : step)) });

describe("two states of a flow", () => {
  test.each<[string, Flow]>([
    ["where steps lie", { ...FLOW, layout: { source: { x: 400, y: 4 } } }],
    ["the name", { ...FLOW, name: "another", description: "words" }],
    ["a title", withStep(0, { title: "Where it begins" })],
    ["a note", { ...FLOW, notes: [{ id: "n", text: "look", x: 0, y: 0, width: 80, height: 80, color: "amber" }] as Flow["notes"] }],
    ["an unset field", withStep(1, { config: { guard: null } })],
  ])("run alike whatever %s is", (_, other) => {
    expect(meansTheSame(FLOW, other)).toBe(true);
    expect(meansTheSame(other, FLOW)).toBe(true);
  });

  test.each<[string, Flow]>([
    ["a field", withStep(0, { config: { schema: { val: "float" } } })],
    ["an operator", withStep(1, { operator: "stdout_sink" })],
    ["an id", withStep(1, { id: "sink" })],
    ["a step more", { ...FLOW, steps: [...FLOW.steps, { id: "more", operator: "null_sink", config: {} }] as Flow["steps"] }],
    ["no stream", { ...FLOW, streams: [] }],
    ["another stream", { ...FLOW, streams: [{ ...STREAM, from: "source.errors" }] as Flow["streams"] }],
    ["how runs keep time", { ...FLOW, run: { ...FLOW.run, clock: "frozen" } as Flow["run"] }],
  ])("run otherwise with %s", (_, other) => {
    expect(meansTheSame(FLOW, other)).toBe(false);
    expect(meansTheSame(other, FLOW)).toBe(false);
  });
});
