import { describe, expect, test } from "vitest";
import { flowOf } from "./example.testing";
import { fileName, readFlow, writeFlow } from "./transfer";

const FLOW = flowOf({ a: "source", b: "map" }, ["a.down > b.up"]);

test("a flow that is written is read back the same", () => {
  expect(readFlow(writeFlow(FLOW))).toEqual({ ok: true, flow: FLOW });
});

test("notes and groups are read back as they were written", () => {
  const note = { id: "n", text: "# Why\n\n`x`", x: 8, y: -16, width: 240, height: 96, color: "blue" as const };
  const group = { id: "g", title: "Orders", steps: ["a", "b"], color: "teal" as const };
  const flow = { ...FLOW, notes: [note], groups: [group] };
  expect(readFlow(writeFlow(flow))).toEqual({ ok: true, flow });
});

test("a document from before notes has none, and a note is filled in", () => {
  const read = readFlow('{"format": 1, "notes": [{"id": "n", "x": 0, "y": 0}]}');
  expect(read.ok && read.flow.notes[0]).toEqual({ id: "n", text: "", x: 0, y: 0, width: 240, height: 120, color: "amber" });
  expect(read.ok && read.flow.groups).toEqual([]);
});

test("what a document leaves out is filled in", () => {
  const read = readFlow('{"format": 1, "steps": [{"id": "a", "operator": "map"}]}');
  expect(read.ok && read.flow.steps[0]?.config).toEqual({});
  expect(read.ok && read.flow.run.clock).toBe("auto");
});

test("a configuration is kept word for word, whatever is in it", () => {
  const config = { strange: [null, { deep: "ünïcode" }], zero: 0 };
  const read = readFlow(JSON.stringify({ format: 1, steps: [{ id: "a", operator: "no_such_thing", config }], streams: [] }));
  expect(read.ok && read.flow.steps[0]?.config).toEqual(config);
});

describe("what is no flow is refused with the reason", () => {
  test.each([
    ["{", /^This is not JSON/],
    ["[1, 2]", /A flow is a JSON object/],
    ['{"nodes": []}', /has no 'format'/],
    ['{"format": 2}', /format 2 and this studio reads format 1/],
    ['{"format": 1, "steps": {}}', /'steps' is not a list/],
    ['{"format": 1, "steps": [{"operator": "map"}]}', /steps\[0\] needs an 'id'/],
    ['{"format": 1, "steps": [{"id": "a", "operator": "map", "colour": "red"}]}', /steps\[0\] has a field 'colour'/],
    ['{"format": 1, "streams": [{"from": "a", "to": "b.up"}]}', /'from' of streams\[0\] is not a port/],
    ['{"format": 1, "extra": true}', /The flow has a field 'extra'/],
    ['{"format": 1, "notes": [{"x": 0}]}', /notes\[0\] needs an 'id'/],
    ['{"format": 1, "notes": [{"id": "n"}]}', /notes\[0\] needs an 'x' and a 'y'/],
    ['{"format": 1, "notes": [{"id": "n", "x": 0, "y": 0, "color": "mauve"}]}', /notes\[0\] has a 'color' that is none of/],
    ['{"format": 1, "groups": [{"id": "g", "steps": [7]}]}', /'steps' of groups\[0\]/],
    ['{"format": 1, "groups": [{"id": "g", "titel": ""}]}', /groups\[0\] has a field 'titel'/],
    ['{"format": 1, "layout": {"a": {"x": "left"}}}', /'layout' of step 'a'/],
  ])("%s", (text, why) => {
    const read = readFlow(text);
    expect(!read.ok && read.why).toMatch(why);
  });
});

test("a file is named after its flow", () => {
  expect(fileName({ ...FLOW, name: "Größe / über 3!" })).toBe("Größe-über-3.json");
});
