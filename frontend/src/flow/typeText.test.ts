import { expect, test } from "vitest";
import { recordFields, typeAt } from "./typeText";

test("a record's fields are read in order, nested types whole", () => {
  expect(recordFields('{time: timestamp, tags: list[str], "a b": {x: int, y: int}}')).toEqual([["time", "timestamp"], ["tags", "list[str]"], ["a b", "{x: int, y: int}"]]);
});

test("what is no record has no fields", () => {
  expect(recordFields("list[{a: int}]")).toBeNull();
  expect(recordFields("{}")).toEqual([]);
});

test("a dotted path leads into records", () => {
  const fields = { order: "{user: {name: str}}" };
  expect(typeAt(fields, ["order", "user", "name"])).toBe("str");
  expect(typeAt(fields, ["order", "nobody"])).toBeNull();
});
