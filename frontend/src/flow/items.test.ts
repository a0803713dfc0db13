import { expect, test } from "vitest";
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

test("an integer that JavaScript would round stays text", () => {
  expect(cellValue("9007199254740993", "int")).toBe("9007199254740993");
});

test("cells show texts bare and the rest as JSON", () => {
  expect([cellText("a"), cellText(1), cellText(null), cellText([1])]).toEqual(["a", "1", "", "[1]"]);
});
