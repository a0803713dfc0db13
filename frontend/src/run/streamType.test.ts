import { expect, test } from "vitest";
import { streamShape } from "./streamType";

test.each([
  ["keyed {time: timestamp, user: str}", true, { time: "timestamp", user: "str" }],
  ["{tags: list[{a: int, b: str}], n: map[float]}", false, { tags: "list[{a: int, b: str}]", n: "map[float]" }],
  ['{"odd, name": int, "say \\"hi\\"": str}', false, { "odd, name": "int", 'say "hi"': "str" }],
  ["int", false, { item: "int" }],
  ["keyed list[int]", true, { item: "list[int]" }],
  ["{}", false, {}],
])("the stream %s has its fields and types", (text, keyed, fields) => {
  expect(streamShape(text)).toEqual({ keyed, fields });
});
