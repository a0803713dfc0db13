import { describe, expect, test } from "vitest";
import { defaultText, durationText, elementLabel, fieldsOf, initialConfig, isWanted, kindOf, labelOf, resolve, wordsOf, type Schema } from "./config";

const ROOT: Schema = {
  $defs: {
    EventClock: {
      title: "EventClock",
      type: "object",
      properties: { type: { const: "event", default: "event" }, timestamp: { type: "string", format: "expression" } },
      required: ["timestamp"],
    },
    SystemClock: { title: "SystemClock", type: "object", properties: { type: { const: "system" } } },
    OnError: { type: "string", enum: ["errors", "fail"], description: "The type's own words." },
  },
  type: "object",
  properties: {
    clock: { oneOf: [{ $ref: "#/$defs/EventClock" }, { $ref: "#/$defs/SystemClock" }], description: "What tells the time." },
    on_error: { $ref: "#/$defs/OnError", default: "errors", description: "What to do." },
  },
  required: ["clock"],
};

const kind = (schema: Schema): string => kindOf(schema, ROOT).kind;

describe("a field is edited with what fits its schema", () => {
  test.each([
    [{ type: "string" }, "text"],
    [{ type: "string", format: "expression" }, "expression"],
    [{ type: "string", format: "duration" }, "duration"],
    [{ type: "string", format: "unheard-of" }, "text"],
    [{ type: "integer", minimum: 1 }, "number"],
    [{ type: "boolean" }, "boolean"],
    [{ $ref: "#/$defs/OnError" }, "choice"],
    [{ anyOf: [{ type: "string" }, { type: "null" }], format: "expression" }, "expression"],
    [{ type: "array", items: { type: "string" } }, "list"],
    [{ type: "array", items: {} }, "json"],
    [{ type: "object", additionalProperties: { type: "string", format: "expression" } }, "map"],
    [{ type: "object", properties: { a: { type: "integer" } } }, "record"],
    [{ $ref: "#/$defs/EventClock" }, "union"],
    [{}, "json"],
  ])("%j: %s", (schema, expected) => {
    expect(kind(schema)).toBe(expected);
  });
});

test("a union knows its tag and the fields of each kind, without the tag among them", () => {
  const union = kindOf(fieldsOf(ROOT)[0]?.schema ?? {}, ROOT);
  expect(union.kind === "union" && union.tag).toBe("type");
  expect(union.kind === "union" && union.variants.map((variant) => [variant.tag, variant.fields.length])).toEqual([["event", 1], ["system", 0]]);
});

test("a field's own words win over those of its type", () => {
  expect(resolve({ $ref: "#/$defs/OnError", description: "What to do." }, ROOT)["description"]).toBe("What to do.");
});

test("a new step has the tag of each union it needs and leaves defaults to the engine", () => {
  expect(initialConfig(ROOT)).toEqual({ clock: { type: "event" } });
});

test("a span in microseconds is shown as a document writes it", () => {
  expect([0, 5_000_000, 90_000_000, 250_000, -1_500_000].map(durationText)).toEqual(["0s", "5s", "1m 30s", "250ms", "-1s 500ms"]);
  expect(defaultText({ format: "duration", default: 5_000_000 })).toBe("5s");
  expect(defaultText({ format: "instant", default: 0 })).toBe("1970-01-01T00:00:00Z");
  expect(defaultText({ format: "instant", default: 1_640_995_200_250_000 })).toBe("2022-01-01T00:00:00.25Z");
});

test("names become labels", () => {
  expect([labelOf("late_share"), wordsOf("EventClock")]).toEqual(["Late share", "Event clock"]);
});

test("a field that goes with a choice is there with it, or when something is written in it", () => {
  const choice = { name: "into", schema: { default: "list" }, required: false };
  const field = { name: "name", schema: { only_with: { into: "map" } }, required: false };
  const wanted = (record: Schema): boolean => isWanted(field, record, [choice, field]);
  expect([{}, { into: "map" }, { into: "set" }, { name: "user" }, { name: null }].map(wanted)).toEqual([false, true, false, true, false]);
  expect(isWanted(choice, {}, [choice, field])).toBe(true);
});

test("an element of a list is called by one name of many", () => {
  expect(elementLabel("Names", 0)).toBe("Name 1");
});
