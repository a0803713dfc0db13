import { describe, expect, test } from "vitest";
import { flowOf } from "./example.testing";
import { fileName, readFlow, writeFlow } from "./transfer";

const FLOW = flowOf({ a: "source", b: "map" }, ["a.down > b.up"]);

test("a flow that is written is read back the same", () => {
  expect(readFlow(writeFlow(FLOW))).toEqual({ ok: true, flow: FLOW });
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
    ['{"format": 1, "layout": {"a": {"x": "left"}}}', /'layout' of step 'a'/],
  ])("%s", (text, why) => {
    const read = readFlow(text);
    expect(!read.ok && read.why).toMatch(why);
  });
});

test("a file is named after its flow", () => {
  expect(fileName({ ...FLOW, name: "Größe / über 3!" })).toBe("Größe-über-3.json");
});
