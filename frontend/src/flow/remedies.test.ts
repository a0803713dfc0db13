import { describe, expect, test } from "vitest";
import type { Diagnostic, Flow } from "../api/types";
import { applyEdit } from "./edits";
import { flowOf, OPERATORS } from "./example.testing";
import { remedyFor } from "./remedies";

const problem = (code: string, more: Partial<Diagnostic>): Diagnostic => ({ code, severity: "error", message: "", step_id: null, port: null, field: null, span: null, ...more }) as Diagnostic;
const mended = (flow: Flow, found: Diagnostic): Flow | null => {
  const remedy = remedyFor({ flow, operators: OPERATORS, check: null }, found);
  return remedy && applyEdit(flow, remedy.edit);
};
const streams = (flow: Flow | null): string[] | undefined => flow?.streams.map(({ from, to }) => `${from} > ${to}`);

describe("a step that works per key and gets items without one", () => {
  const flow = flowOf({ a: "source", w: "window" }, ["a.down > w.up"]);
  test("gets a Key on step before it", () => {
    const next = mended(flow, problem("not-keyed", { step_id: "w", port: "up" }));
    expect(streams(next)).toEqual(["a.down > key_on.up", "key_on.down > w.up"]);
    expect(next?.layout["key_on"]).toBeDefined();
  });
  test("gets it into the stream without keys, of several", () => {
    const both = flowOf({ k: "key_on", a: "source", w: "window" }, ["k.down > w.up", "a.down > w.up"]);
    expect(streams(mended(both, problem("not-keyed", { step_id: "w", port: "up" })))).toEqual(["k.down > w.up", "a.down > key_on.up", "key_on.down > w.up"]);
  });
  test("is looked at with its key in hand", () => {
    expect(remedyFor({ flow, operators: OPERATORS, check: null }, problem("not-keyed", { step_id: "w", port: "up" }))).toMatchObject({ title: "Put a key_on step between", stepId: "key_on", field: "key" });
  });
});

test("a step that takes no keys gets a Remove key step before it", () => {
  const flow = flowOf({ a: "source", k: "key_on", t: "table" }, ["a.down > k.up", "k.down > t.up"]);
  expect(streams(mended(flow, problem("keyed", { step_id: "t", port: "up" })))).toEqual(["a.down > k.up", "k.down > key_rm.up", "key_rm.down > t.up"]);
});

describe("a loose port", () => {
  const loose = problem("loose-port", { step_id: "s", port: "up" });
  test("is connected with the only output that is free", () => {
    expect(streams(mended(flowOf({ a: "source", m: "map", s: "sink" }, ["a.down > m.up"]), loose))).toEqual(["a.down > m.up", "m.down > s.up"]);
  });
  test("is left when two are free, or none", () => {
    expect(mended(flowOf({ a: "source", b: "source", s: "sink" }), loose)).toBeNull();
    expect(mended(flowOf({ s: "sink" }), loose)).toBeNull();
  });
});

describe("a misspelt word", () => {
  const flow = (keep: unknown): Flow => applyEdit(flowOf({ m: "map" }), { type: "set_config", id: "m", path: ["sums"], value: [{ of: keep }] });
  const misspelt = problem("expression-name", { step_id: "m", field: "sums.0.of", span: { start: 7, end: 13 }, message: "There is no field 'valeu'. Did you mean 'value'?" });
  test("is written as it was meant, and the rest stays", () => {
    expect(mended(flow('"é😀" + valeu1 > 3'), misspelt)?.steps[0]?.config).toEqual({ sums: [{ of: '"é😀" + value > 3' }] });
  });
  test("is left when nothing near is known or the field is no text", () => {
    expect(mended(flow("x"), { ...misspelt, message: "There is no field 'x'." })).toBeNull();
    expect(mended(flow(3), misspelt)).toBeNull();
  });
});

test("a misspelt field of the configuration keeps its value", () => {
  const flow = applyEdit(flowOf({ m: "map" }), { type: "set_config", id: "m", path: ["clock"], value: { wiat: "5s" } });
  const found = problem("unknown-field", { step_id: "m", field: "clock.wiat", message: "There is no field 'wiat' here. Did you mean 'wait'?" });
  expect(mended(flow, found)?.steps[0]?.config).toEqual({ clock: { wait: "5s" } });
});

test("a misspelt operator becomes the one that was meant, with its id and its streams", () => {
  const flow = flowOf({ a: "source", m: "mpa" }, ["a.down > m.up"]);
  const next = mended(flow, problem("unknown-operator", { step_id: "m", field: "operator", message: "There is no operator 'mpa'. Did you mean 'map'?" }));
  expect([next?.steps[1]?.operator, streams(next)]).toEqual(["map", ["a.down > m.up"]]);
});

test("a problem of a step that is gone has no remedy", () => {
  expect(mended(flowOf({}), problem("not-keyed", { step_id: "gone", port: "up" }))).toBeNull();
});
