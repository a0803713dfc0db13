import { expect, test } from "vitest";
import type { StepExample } from "../api/types";
import { exampleLines } from "./exampleText";

const NOTHING: StepExample = { title: "", config: {}, ups: {}, downs: {}, files: {}, written: {}, printed: [], fails: "" };

function lines(example: Partial<StepExample>): string[] {
  return exampleLines({ ...NOTHING, ...example }).map(({ name, text }) => `${name.padEnd(8)}${text}`);
}

test("an example shows its configuration, what comes in and what leaves, a line an item", () => {
  const shown = lines({
    config: { key: "user", fields: ["team"] },
    ups: { ups: [{ type: "int", items: [1, 2] }, { type: "int", items: [10] }] },
    downs: { down: { type: "keyed int", items: [["a", 1]] } },
  });
  expect(shown).toEqual(["key     user", 'fields  ["team"]', "ups     1", "        2", "ups     10", 'down    ["a",1]']);
});

test("files, printed lines and failures are shown as they are", () => {
  const shown = lines({ files: { "a.csv": "id\n7\n" }, written: { "b.csv": "x\n" }, printed: ["1"], fails: "an item came" });
  expect(shown).toEqual(["a.csv   id", "        7", "b.csv   x", "prints  1", "fails   an item came"]);
});

test("a clock and a windower are said in words, and what has parts is not", () => {
  const shown = lines({ config: { clock: { type: "event", timestamp: "at", wait: "0s" }, table: { type: "rows", rows: [{ a: 1 }] } } });
  expect(shown).toEqual(["clock   event, timestamp at, wait 0s", 'table   {"type":"rows","rows":[{"a":1}]}']);
});
