import { expect, test } from "vitest";
import type { OperatorEntry } from "../api/types";
import { operator } from "./example.testing";
import { findOperators } from "./search";

const named = (kind: string, title: string, summary = "") => ({ ...operator(kind, {}, {}), title, summary });
const ALL = [named("set_fields", "Set fields"), named("filter", "Filter", "Keep the items that fulfil a condition."), named("collect_window", "Collect window"), named("collect", "Collect")];
const find = (query: string) => findOperators(ALL, query).map((entry) => entry.kind);

test("nothing typed finds everything, in the palette's order", () => {
  expect(find("")).toEqual(["set_fields", "filter", "collect_window", "collect"]);
});

test("the beginning of a title comes before anything else", () => {
  expect(find("fi")[0]).toBe("filter");
});

test("a kind is found as it is written in a document", () => {
  expect(find("collect_window")).toEqual(["collect_window"]);
});

test("what an operator does is searched, too", () => {
  expect(find("condition")).toEqual(["filter"]);
});

test("what can be chosen in an operator finds it, after those that are called so", () => {
  const windower = { $defs: { Session: { properties: { type: { const: "session" } } } } };
  const functions = { properties: { function: { enum: ["sum", "distinct_count"] } } };
  const [window, final] = [{ ...ALL[2], config_schema: windower }, { ...ALL[3], config_schema: functions }] as OperatorEntry[];
  const called = named("count", "Count");
  expect(findOperators([window, final, called] as OperatorEntry[], "sess")).toEqual([window]);
  expect(findOperators([window, final, called] as OperatorEntry[], "count")).toEqual([called, final]);
});
