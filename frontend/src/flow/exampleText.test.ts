import { expect, test } from "vitest";
import type { StepExample } from "../api/types";
import { exampleText } from "./exampleText";

const NOTHING: StepExample = { title: "", config: {}, ups: {}, downs: {}, files: {}, written: {}, printed: [], fails: "" };

test("an example shows its configuration, what comes in and what leaves, a line an item", () => {
  const example = {
    ...NOTHING,
    config: { key: "user", fields: ["team"] },
    ups: { ups: [{ type: "int", items: [1, 2] }, { type: "int", items: [10] }] },
    downs: { down: { type: "keyed int", items: [["a", 1]] } },
  };
  expect(exampleText(example).split("\n")).toEqual([
    "key     user",
    'fields  ["team"]',
    "ups     1",
    "        2",
    "ups     10",
    'down    ["a",1]',
  ]);
});

test("files, printed lines and failures are shown as they are", () => {
  const example = { ...NOTHING, files: { "a.csv": "id\n7\n" }, written: { "b.csv": "x\n" }, printed: ["1"], fails: "an item came" };
  expect(exampleText(example).split("\n")).toEqual(["a.csv   id", "        7", "b.csv   x", "prints  1", "fails   an item came"]);
});
