import { expect, test } from "vitest";
import { wordAt } from "./hover";

const at = (text: string): ReturnType<typeof wordAt> => wordAt(text.replace("|", ""), text.indexOf("|"));

test("a name is found wherever in it the pointer is", () => {
  expect(at("val|ue > 3")).toEqual({ from: 0, to: 5, path: ["value"], call: false });
  expect(at("1 + va|lue")?.path).toEqual(["value"]);
});

test("a call is told from a field", () => {
  expect(at("ro|und(value)")?.call).toBe(true);
  expect(at("round(va|lue)")?.call).toBe(false);
});

test("of a path, the parts up to the pointer count", () => {
  expect(at("ord|er.price")?.path).toEqual(["order"]);
  expect(at("order.pr|ice")).toEqual({ from: 6, to: 11, path: ["order", "price"], call: false });
});

test("letters in a text are no names, and blanks are nothing", () => {
  expect(at('name == "va|lue"')).toBeNull();
  expect(at("'it\\'s va|lue'")).toBeNull();
  expect(at("a + | b")).toBeNull();
});
