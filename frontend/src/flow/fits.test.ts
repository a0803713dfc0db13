import { expect, test } from "vitest";
import type { OperatorEntry } from "../api/types";
import { readRef } from "./document";
import { flowOf, OPERATORS } from "./example.testing";
import { fitOf, type LooseEnd } from "./fits";

const SCENE = { flow: flowOf({ a: "source", k: "key_on", w: "window" }, ["a.down > k.up"]), operators: OPERATORS, check: null };

function fitting(end: LooseEnd): string[] {
  return [...OPERATORS.values()].filter((entry) => fitOf(SCENE, entry, end).port !== null).map((entry) => entry.kind);
}

function whyNot(kind: string, end: LooseEnd): string {
  return fitOf(SCENE, OPERATORS.get(kind) as OperatorEntry, end).why;
}

test("after items without keys come those that need none", () => {
  expect(fitting({ from: readRef("a.down") })).toEqual(["map", "key_on", "merge", "table", "sink"]);
});

test("after items with keys come those that take them", () => {
  expect(fitting({ from: readRef("k.down") })).toEqual(["map", "key_on", "key_rm", "window", "merge", "sink"]);
});

test("before an input that needs keys come those that may give them", () => {
  expect(fitting({ to: readRef("w.up") })).toEqual(["map", "key_on", "window", "merge"]);
});

test("an operator that does not fit says why, without naming itself", () => {
  expect(whyNot("source", { from: readRef("a.down") })).toBe("A source takes nothing in.");
  expect(whyNot("sink", { to: readRef("w.up") })).toBe("Nothing goes on from it.");
  expect(whyNot("window", { from: readRef("a.down") })).toBe("Works per key and the items of 'a.down' carry no key. Put a Key on step between them.");
});
