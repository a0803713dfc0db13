import { expect, test } from "vitest";
import type { Flow } from "../api/types";
import { cutOut, incomingOf, keepingIncoming, pasteEdit } from "./clipboard";
import { completedNote, completedGroup } from "./document";
import { applyEdit } from "./edits";
import { flowOf, OPERATORS } from "./example.testing";

const CHAIN = flowOf({ a: "source", b: "map", c: "sink" }, ["a.down > b.up", "b.down > c.up"]);
const NOTED: Flow = { ...CHAIN, notes: [completedNote({ id: "n", x: -40, y: -80 })], groups: [completedGroup({ id: "g", steps: ["b", "c"] })] };

const steps = (...ids: string[]): { steps: Set<string> } => ({ steps: new Set(ids) });

test("a copy holds the streams among its steps and no others", () => {
  const clip = cutOut(CHAIN, steps("a", "b"));
  expect(clip.streams).toEqual([{ from: "a.down", to: "b.up" }]);
});

test("pasted steps get names that are free, and their streams follow", () => {
  const flow = applyEdit(CHAIN, pasteEdit(CHAIN, cutOut(CHAIN, steps("a", "b")), { x: 0, y: 100 }));
  expect(flow.steps.map((step) => step.id)).toEqual(["a", "b", "c", "a_2", "b_2"]);
  expect(flow.streams.at(-1)).toEqual({ from: "a_2.down", to: "b_2.up" });
});

test("pasted steps keep their places to each other, with their corner where it was asked for", () => {
  const paste = pasteEdit(CHAIN, cutOut(CHAIN, steps("b", "c")), { x: 10, y: 100 });
  expect(paste.layout).toEqual({ b_2: { x: 10, y: 100 }, c_2: { x: 250, y: 100 } });
});

test("a copy of a copy counts on instead of growing a tail", () => {
  const once = applyEdit(CHAIN, pasteEdit(CHAIN, cutOut(CHAIN, steps("a")), { x: 0, y: 0 }));
  const twice = pasteEdit(once, cutOut(once, steps("a_2")), { x: 0, y: 0 });
  expect(twice.steps.map((step) => step.id)).toEqual(["a_3"]);
});

test("a group is copied with its steps, and the copy holds the copies", () => {
  const clip = cutOut(NOTED, { steps: new Set(), groups: new Set(["g"]) });
  expect(clip.steps.map((step) => step.id)).toEqual(["b", "c"]);
  const flow = applyEdit(NOTED, pasteEdit(NOTED, clip, { x: 0, y: 300 }));
  expect(flow.groups.map((group) => [group.id, group.steps])).toEqual([["g", ["b", "c"]], ["g_2", ["b_2", "c_2"]]]);
});

test("a step copied out of a group is in none", () => {
  expect(cutOut(NOTED, steps("b")).groups).toEqual([]);
});

test("a note is copied like a step, and its corner counts", () => {
  const clip = cutOut(NOTED, { ...steps("a"), notes: new Set(["n"]) });
  const paste = pasteEdit(NOTED, clip, { x: 100, y: 100 });
  expect(paste.notes).toEqual([{ ...completedNote({ id: "n_2", x: 100, y: 100 }) }]);
  expect(paste.layout).toEqual({ a_2: { x: 140, y: 180 } });
});

test("a note alone goes into a flow that has none of that name as it is", () => {
  const paste = pasteEdit(CHAIN, cutOut(NOTED, { steps: new Set(), notes: new Set(["n"]) }), { x: 0, y: 0 });
  expect(applyEdit(CHAIN, paste).notes).toEqual([completedNote({ id: "n", x: 0, y: 0 })]);
});

test("what entered the copied steps enters the copies, when that is asked for", () => {
  const clip = cutOut(CHAIN, steps("b"));
  const paste = keepingIncoming({ flow: CHAIN, operators: OPERATORS, check: null }, clip, pasteEdit(CHAIN, clip, { x: 0, y: 0 }), incomingOf(CHAIN, steps("b").steps));
  expect(paste.streams).toEqual([{ from: "a.down", to: "b_2.up" }]);
});

test("what entered from a step that this flow does not have is left out", () => {
  const other = flowOf({ z: "source" });
  const clip = cutOut(CHAIN, steps("b"));
  const paste = keepingIncoming({ flow: other, operators: OPERATORS, check: null }, clip, pasteEdit(other, clip, { x: 0, y: 0 }), incomingOf(CHAIN, steps("b").steps));
  expect(paste.streams).toEqual([]);
});

test("what entered and does not fit here is left out", () => {
  const keyed = flowOf({ a: "key_on", w: "window" }, ["a.down > w.up"]);
  const here = flowOf({ a: "source" });
  const clip = cutOut(keyed, steps("w"));
  const paste = keepingIncoming({ flow: here, operators: OPERATORS, check: null }, clip, pasteEdit(here, clip, { x: 0, y: 0 }), incomingOf(keyed, steps("w").steps));
  expect(paste.streams).toEqual([]);
});
