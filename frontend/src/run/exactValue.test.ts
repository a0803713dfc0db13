import { expect, test } from "vitest";
import { writeJson } from "../flow/exactJson";
import { exactValue } from "./exactValue";

test.each([
  ["int", "9007199254740993", "9007199254740993"],
  ["int", 3, "3"],
  ["float", 3, "3.0"],
  ["float", 1e21, "1e+21"],
  ["float", "NaN", '"NaN"'],
  ["str", "9007199254740993", '"9007199254740993"'],
  ["", "9007199254740993", '"9007199254740993"'],
  ["list[list[int]]", [["9007199254740993"], null], "[[9007199254740993],null]"],
  ["{a: int, b: map[float]}", { a: "-9007199254740993", b: { x: -0 } }, '{"a":-9007199254740993,"b":{"x":-0.0}}'],
  ["timestamp", "2022-01-01T00:00:00Z", '"2022-01-01T00:00:00Z"'],
  ["int", null, "null"],
])("a value of %s that came as %j is %s", (type, value, text) => {
  expect(writeJson(exactValue(value, type))).toBe(text);
});
