import { describe, expect, test } from "vitest";
import type { Flow } from "../api/types";
import { applyEdit, isRecord, pick } from "./edits";
import { ExactNumber, integerOf, isExact, numberOf, plain, readDocument, readJson, sameNumber, writeJson } from "./exactJson";
import { readFlow, writeFlow } from "./transfer";

const KEPT_BY_TEXT = [
  "9007199254740993", "-9007199254740993", "9223372036854775807", "-9223372036854775808",
  "1.0", "-1.0", "0.0", "-0.0", "-0", "1.50", "100.0", "1e20", "1E-7", "1e+20", "1e-07", "0.0000001", "1e2", "1e400",
  "0.1000000000000000055511151231257827", "123456789012345680.0", "123456789.123456789012",
];

const PLAIN = ["0", "1", "-1", "0.1", "-0.5", "1.5", "9007199254740991", "-9007199254740991", "0.000001", "0.30000000000000004", "123456789012345", "100000000000000000000"];

describe("a number", () => {
  test.each(KEPT_BY_TEXT)("%s is kept by its text", (text) => {
    expect(readJson(text)).toEqual(new ExactNumber(text));
    expect(writeJson(readJson(`{"a":[${text}]}`))).toBe(`{"a":[${text}]}`);
  });

  test.each(PLAIN)("%s is an ordinary number", (text) => {
    expect(readJson(text)).toBe(Number(text));
    expect(writeJson(readJson(`{"a":[${text}]}`))).toBe(`{"a":[${text}]}`);
  });

  test("of any form comes out as it went in", () => {
    const digits = ["0", "7", "10", "1234567", "123456789012345", "1234567890123456", "12345678901234567890"];
    const fractions = ["", ".0", ".5", ".50", ".000001", ".0000001", ".123456789", ".12345678901234567"];
    const exponents = ["", "e0", "E5", "e-7", "e+20", "e300"];
    const texts = ["", "-"].flatMap((sign) => digits.flatMap((whole) => fractions.flatMap((fraction) => exponents.map((exponent) => sign + whole + fraction + exponent))));
    expect(texts.filter((text) => writeJson(readJson(`[{"a":${text},"b":"x"}]`)) !== `[{"a":${text},"b":"x"}]`)).toEqual([]);
  });

  test("that is kept by its text still counts as the nearest one where nobody asked for more", () => {
    const exact = new ExactNumber("1.0");
    expect([`${exact}`, Number(exact), JSON.stringify([exact]), isRecord(exact)]).toEqual(["1.0", 1, "[1]", false]);
  });
});

test("all else is read and written as JSON always is", () => {
  const text = '{"at":"2022-01-01T00:00:00.000Z","n":1.0,"t":"1.0 é \\u0000 \\" 9007199254740993","l":[],"o":{},"x":[null,true,false],"__proto__":1}';
  const marked = text.replace('"n":1.0', '"n":1');
  expect(plain(readJson(text))).toEqual(JSON.parse(text));
  expect(writeJson(readJson(text), 2)).toBe(JSON.stringify(JSON.parse(marked), null, 2).replace('"n": 1', '"n": 1.0'));
  expect([writeJson(undefined), writeJson({ a: undefined, b: [undefined] })]).toEqual(["null", '{"b":[null]}']);
});

test.each(["{", '{"a":1.0,}', "[1.0 2]", "1.", "01.0", "nope", ""])("%j is not JSON", (text) => {
  expect(() => readJson(text)).toThrow(SyntaxError);
});

test("the last of two fields with one name counts, as everywhere", () => {
  expect(readJson('{"a":1.0,"a":2}')).toEqual({ a: 2 });
});

test.each([
  ["1", "1.0", false],
  ["1.0", "1.0", true],
  ["1.0", "1.00", true],
  ["1e2", "100.0", true],
  ["100", "1e2", false],
  ["1e20", "100000000000000000000", false],
  ["9007199254740993", "9007199254740992", false],
  ["9007199254740993", "9007199254740993", true],
  ["0.0", "-0.0", false],
  ["0", "-0", true],
  ["0.5", "5e-1", true],
])("%s and %s are the same: %s", (one, other, same) => {
  expect(sameNumber(numberOf(one), numberOf(other))).toBe(same);
});

test("a whole number is one that is written without fraction and exponent", () => {
  expect(["1", "-9223372036854775808", "1.0", "1e3"].map((text) => integerOf(numberOf(text)))).toEqual([1n, -9223372036854775808n, null, null]);
});

describe("a flow document", () => {
  const numbers = ["9007199254740993", "-9223372036854775808", "1.0", "-0.0", "1e20", "1E-7", "0.1"];
  const items = numbers.map((text) => `{"n":${text}}`);
  const text = `{"format":1,"name":"f","steps":[{"id":"a","operator":"testing_source","config":{"schema":"{n: float}","items":[${items.join(",")}]}}],"streams":[],"layout":{"a":{"x":120.0,"y":1e2}}}`;

  function flowOf(written: string): Flow {
    const read = readFlow(written);
    if (!read.ok) throw new Error(read.why);
    return read.flow;
  }

  function numbersOf(flow: Flow): string[] {
    return (pick(flow.steps[0]?.config, ["items"]) as { n: unknown }[]).map(({ n }) => String(n));
  }

  test("has the same numbers when it was read, edited and written", () => {
    const edited = applyEdit(flowOf(text), { type: "set_config", id: "a", path: ["items", 0, "name"], value: "first" });
    const written = writeFlow(edited);
    expect(written.match(/(?<="n": )[^,\s}]+/g)).toEqual(numbers);
    expect(numbersOf(flowOf(written))).toEqual(numbers);
  });

  test("has plain numbers where the studio computes with them", () => {
    expect(flowOf(text).layout).toEqual({ a: { x: 120, y: 100 } });
    const answer = readDocument(`{"revision":3.0,"flow":${text},"current":[{"flow":${text}}]}`) as { revision: number; flow: Flow; current: { flow: Flow }[] };
    expect([answer.revision, answer.flow.layout["a"]]).toEqual([3, { x: 120, y: 100 }]);
    expect([answer.flow, answer.current[0]?.flow].map((flow) => flow && numbersOf(flow))).toEqual([numbers, numbers]);
  });

  test("may have a step that is called like a part of the document", () => {
    const named = text.replaceAll('"a"', '"config"');
    expect(flowOf(named).layout).toEqual({ config: { x: 120, y: 100 } });
    expect(Object.values(flowOf(named).layout["config"] ?? {}).some(isExact)).toBe(false);
  });
});
