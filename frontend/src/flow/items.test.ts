import { expect, test } from "vitest";
import { ExactNumber } from "./exactJson";
import { cellText, cellValue, readItems, writeItems } from "./items";

test("items are written one a line and read back the same", () => {
  const items = [{ a: 1 }, { $: "EOF" }, 3, "x"];
  expect(readItems(writeItems(items))).toEqual({ ok: true, items });
});

test("a JSON list is read as its elements", () => {
  expect(readItems("[1, 2]")).toEqual({ ok: true, items: [1, 2] });
});

test("a line that is not JSON is named", () => {
  const read = readItems('{"a": 1}\n{"a": ');
  expect(!read.ok && read.why).toMatch(/^Line 2 is not JSON/);
});

test("a cell's text means what its field's type says", () => {
  expect([cellValue("3", "int"), cellValue("3", "str"), cellValue("true", "bool"), cellValue("", "int"), cellValue("x", "int")]).toEqual([3, "3", true, null, "x"]);
});

test.each([["9007199254740993", "int"], ["1.0", "float"], ["-0.0", "float"], ["1E-7", "float"], ["1.0", "int"]])("the number %s in a cell of %s stays as it is typed", (text, type) => {
  const value = cellValue(text, type);
  expect([value, cellText(value), writeItems([{ n: value }])]).toEqual([new ExactNumber(text), text, `{"n":${text}}`]);
});

test("what is no number of 64 bits stays text", () => {
  expect([cellValue("1e400", "float"), cellValue("1.", "float"), cellValue("+1", "int")]).toEqual(["1e400", "1.", "+1"]);
});

test("numbers in items stay as they are written", () => {
  const text = '{"n":9007199254740993}\n{"n":1.0}\n{"n":[1e20,-0.0]}';
  const read = readItems(text);
  expect(read.ok && writeItems(read.items)).toBe(text);
});

test("cells show texts bare and the rest as JSON", () => {
  expect([cellText("a"), cellText(1), cellText(null), cellText([1])]).toEqual(["a", "1", "", "[1]"]);
});
