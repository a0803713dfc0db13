import { expect, test } from "vitest";
import { writeJson } from "./exactJson";
import { inferSchema, readSample, splitCsv } from "./sample";

test("CSV cells may hold commas, quotes and line ends", () => {
  expect(splitCsv('a,b\r\n"x, y","say ""hi""\nthere"\n')).toEqual([["a", "b"], ["x, y", 'say "hi"\nthere']]);
});

test("an empty cell at a line's end is a cell", () => {
  expect(splitCsv("a,b\n1,\n")).toEqual([["a", "b"], ["1", ""]]);
});

test("the narrowest type that holds every value is taken", () => {
  const items = [{ n: "1", x: "1.5", t: "2022-01-01T00:00:00Z", b: "true", s: "007" }, { n: "2", x: "2", t: null, b: "false", s: "8" }];
  expect(inferSchema(items)).toEqual({ n: "int", x: "float", t: "timestamp", b: "bool", s: "str" });
});

test("a CSV file becomes a source with typed items", () => {
  const sample = readSample("orders.csv", "user,total\na,3\nb,\n");
  expect(sample.ok && sample.flow.steps[0]).toEqual({
    id: "orders",
    operator: "testing_source",
    config: { schema: { user: "str", total: "int" }, items: [{ user: "a", total: 3 }, { user: "b", total: null }] },
  });
});

test("a row that is too short is named", () => {
  const sample = readSample("orders.csv", "a,b\n1,2\n3\n");
  expect(!sample.ok && sample.why).toBe("Row 3 has 1 cells and the header has 2.");
});

test("a line that is not JSON is named", () => {
  const sample = readSample("orders.jsonl", '{"a": 1}\nnope\n');
  expect(!sample.ok && sample.why).toMatch(/^Line 2 is not JSON: nope/);
});

test("a file that is too long is cut, and says so", () => {
  const sample = readSample("n.jsonl", Array.from({ length: 1_500 }, (_, n) => `{"n": ${n}}`).join("\n"));
  expect(sample.ok && sample.note).toBe("It holds 1,500 items; the first 1,000 were taken.");
});

test.each([
  ["n.jsonl", '{"n": 1.0}\n{"n": 2.0}', "float", '[{"n":1.0},{"n":2.0}]'],
  ["n.jsonl", '{"n": 1}\n{"n": 9007199254740993}', "int", '[{"n":1},{"n":9007199254740993}]'],
  ["n.csv", "n\n1.0\n2\n", "float", '[{"n":1.0},{"n":2}]'],
  ["n.csv", "n\n-9223372036854775808\n", "int", '[{"n":-9223372036854775808}]'],
  ["n.csv", "n\n9223372036854775808\n", "float", '[{"n":9223372036854775808}]'],
  ["n.json", '[{"n": ["a", 1.0]}, {"n": "b"}]', "str", '[{"n":"[\\"a\\",1.0]"},{"n":"b"}]'],
])("numbers of %s with %j are %s and stay as they are written", (name, text, type, items) => {
  const sample = readSample(name, text);
  const config = sample.ok ? sample.flow.steps[0]?.config : undefined;
  expect([config?.["schema"], writeJson(config?.["items"])]).toEqual([{ n: type }, items]);
});
