import { describe, expect, test } from "vitest";
import { exported, exportName, type ExportFormat } from "./exportText";
import { fieldsOf } from "./fields";
import { everyRow, whole } from "./rows";
import { addGap, addItems, EMPTY_SAMPLE, type Sample } from "./sample";
import { streamShape } from "./streamType";

function text(sample: Sample, type: string, format: ExportFormat): string {
  return [...exported(sample, whole(everyRow(sample)), fieldsOf(sample, streamShape(type)), format)].join("");
}

function one(value: unknown, type: string, format: ExportFormat): string {
  const sample = addItems(EMPTY_SAMPLE, { first: 0, count: 1, keys: null, columns: { a: [value], b: [1] } });
  return text(sample, `{a: ${type}, b: int}`, format).split("\n").at(format === "jsonl" ? 0 : 1)?.replace("\r", "") ?? "";
}

describe("CSV", () => {
  test("has a line of names, the key first, and a line for each item, ended as RFC 4180 has it", () => {
    const columns = { user: ["a", "b"], val: [1, 2.5] };
    const sample = addGap(addItems(EMPTY_SAMPLE, { first: 0, count: 2, keys: ["k", "l"], columns }), 2, 9);
    expect(text(sample, "keyed {user: str, val: float}", "csv")).toBe("key,user,val\r\nk,a,1\r\nl,b,2.5\r\n");
  });

  test.each([
    ["a comma", "a,b", "str", '"a,b"'],
    ["a quote", 'say "hi"', "str", '"say ""hi"""'],
    ["a line break", "a\nb", "str", '"a'],
    ["a space at its end", "a ", "str", '"a "'],
    ["an empty text", "", "str", '""'],
    ["nothing", null, "str", ""],
    ["a number with all its digits", 0.1 + 0.2, "float", "0.30000000000000004"],
    ["a whole number that no double holds", "-9007199254740993", "int", "-9007199254740993"],
    ["a truth", false, "bool", "false"],
    ["a list", ["x", { y: 1 }], "list[str]", '"[""x"",{""y"":1}]"'],
    ["a formula, which stays exact", "=1+1", "str", "=1+1"],
  ])("writes %s", (_claim, value, type, cell) => {
    expect(one(value, type, "csv")).toBe(cell.endsWith('"a') ? cell : `${cell},1`);
  });

  test.each([
    ["=1+1", "str", "'=1+1,1"],
    ["+1", "str", "'+1,1"],
    ["-cmd", "str", "'-cmd,1"],
    ["@x", "str", "'@x,1"],
    ["\t=1", "str", "'\t=1,1"],
    ["=a,b", "str", `"'=a,b",1`],
    ["a=1", "str", "a=1,1"],
    ["-9007199254740993", "int", "-9007199254740993,1"],
    [-5, "int", "-5,1"],
  ])("for spreadsheets writes %j (%s) as %j, so that it is no formula", (value, type, line) => {
    expect(one(value, type, "csv_for_spreadsheets")).toBe(line);
  });
});

describe("JSON Lines", () => {
  test("have an object for each item that reads back as what was kept", () => {
    const columns = { user: ['a"b', null], tags: [["x"], []], val: [0.1, -0.5] };
    const sample = addItems(EMPTY_SAMPLE, { first: 0, count: 2, keys: ["k", "l"], columns });
    const lines = text(sample, "keyed {user: str, tags: list[str], val: float}", "jsonl").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { key: "k", user: 'a"b', tags: ["x"], val: 0.1 }, { key: "l", user: null, tags: [], val: -0.5 },
    ]);
  });

  test("write whole numbers that no double holds as numbers", () => {
    expect(one("9007199254740993", "int", "jsonl")).toBe('{"a":9007199254740993,"b":1}');
    expect(one("9007199254740993", "str", "jsonl")).toBe('{"a":"9007199254740993","b":1}');
  });

  test.each([
    ["list[int]", ["9007199254740993", 1, null], "[9007199254740993,1,null]"],
    ["map[int]", { x: "-9223372036854775808" }, '{"x":-9223372036854775808}'],
    ["{n: list[int], s: str}", { n: ["9007199254740993"], s: "9007199254740993" }, '{"n":[9007199254740993],"s":"9007199254740993"}'],
    ["list[{x: float}]", [{ x: 1 }, { x: 0.5 }, { x: "NaN" }], '[{"x":1.0},{"x":0.5},{"x":"NaN"}]'],
    ["float", 1, "1.0"],
    ["float", -0, "-0.0"],
  ])("write the numbers in %s by their type", (type, value, text) => {
    expect(one(value, type, "jsonl")).toBe(`{"a":${text},"b":1}`);
  });
});

test("many rows come in parts", () => {
  const val = Array.from({ length: 2_500 }, (_, at) => at);
  const sample = addItems(EMPTY_SAMPLE, { first: 0, count: 2_500, keys: null, columns: { val } });
  const parts = [...exported(sample, whole(everyRow(sample)), fieldsOf(sample, null), "csv")];
  expect(parts).toHaveLength(4);
  expect(parts.join("").split("\r\n")).toHaveLength(2_502);
});

test.each([[["windowing", "add", "down"], "windowing-add-down.csv"], [["a/b: c", "../x", ""], "a-b-c-x.csv"], [["", "…"], "items.csv"]])("a file of %j is called %s", (parts, name) => {
  expect(exportName(parts, "csv")).toBe(name);
});
