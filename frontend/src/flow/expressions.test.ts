import { expect, test } from "vitest";
import { expressionsIn } from "./expressions";

const EXPRESSION = { type: "string", format: "expression" };
const ROOT = {
  properties: {
    keep: EXPRESSION,
    title: { type: "string" },
    fields: { type: "object", additionalProperties: EXPRESSION },
    list: { type: "array", items: EXPRESSION },
    clock: { oneOf: [{ $ref: "#/$defs/Event" }, { $ref: "#/$defs/System" }] },
  },
  $defs: {
    Event: { properties: { type: { const: "event" }, timestamp: EXPRESSION } },
    System: { properties: { type: { const: "system" }, note: { type: "string" } } },
  },
};

test("expressions are found wherever they are, each once", () => {
  const config = { keep: "n > 1", title: "no", fields: { a: "n * 2", b: "n > 1" }, list: ["x"], clock: { type: "event", timestamp: "time" } };
  expect(expressionsIn(config, ROOT)).toEqual(["n > 1", "n * 2", "x", "time"]);
});

test("what is empty, of another kind or of an unknown variant is no expression", () => {
  expect(expressionsIn({ keep: " ", fields: 3, list: [1, null], clock: { type: "none", timestamp: "t" } }, ROOT)).toEqual([]);
  expect(expressionsIn(null, ROOT)).toEqual([]);
});
