import { describe, expect, test } from "vitest";
import { canConnect, choicesFor, firstFeed, firstFit, isKeyed, type Scene } from "./connect";
import { readRef } from "./document";
import { flowOf, OPERATORS } from "./example.testing";

function scene(steps: Record<string, string>, streams: string[] = []): Scene {
  return { flow: flowOf(steps, streams), operators: OPERATORS, check: null };
}

/** Return "ok", or in words why these two ports cannot be joined. */
function verdict(of: Scene, from: string, to: string, replacing: string | null = null): string {
  const answer = canConnect(of, readRef(from), readRef(to), replacing);
  return answer.ok ? "ok" : answer.why;
}

test("an output joins an input", () => {
  expect(verdict(scene({ a: "source", b: "map" }), "a.down", "b.up")).toBe("ok");
});

test("two inputs or two outputs do not join, and the reason says which they are", () => {
  const two = scene({ a: "map", b: "map" });
  expect(verdict(two, "a.up", "b.up")).toMatch(/^Both are inputs/);
  expect(verdict(two, "a.down", "b.down")).toMatch(/^Both are outputs/);
});

test("a step cannot feed itself", () => {
  expect(verdict(scene({ a: "map" }), "a.down", "a.up")).toMatch(/cannot feed itself/);
});

test("a flow cannot go round", () => {
  const chain = scene({ a: "map", b: "map", c: "map" }, ["a.down > b.up", "b.down > c.up"]);
  expect(verdict(chain, "c.down", "a.up")).toBe("'a' comes before 'c'; a flow runs one way and cannot go round.");
});

test("the same stream is not made twice", () => {
  expect(verdict(scene({ a: "source", b: "merge" }, ["a.down > b.ups"]), "a.down", "b.ups")).toMatch(/connected already/);
});

test("an input that takes one stream names the one it has", () => {
  const taken = scene({ a: "source", b: "source", c: "map" }, ["a.down > c.up"]);
  expect(verdict(taken, "b.down", "c.up")).toMatch(/^'c.up' receives 'a.down' already/);
});

test("an input that takes many takes another", () => {
  expect(verdict(scene({ a: "source", b: "source", c: "merge" }, ["a.down > c.ups"]), "b.down", "c.ups")).toBe("ok");
});

test("a stream dragged to another end does not stand in its own way", () => {
  const one = scene({ a: "source", b: "source", c: "map" }, ["a.down > c.up"]);
  expect(verdict(one, "b.down", "c.up", "a.down>c.up")).toBe("ok");
});

describe("keys", () => {
  test("a step that works per key refuses items without one and says what to put between", () => {
    expect(verdict(scene({ a: "source", w: "window" }), "a.down", "w.up")).toMatch(/Put a Key on step between them/);
  });
  test("keys given upstream pass through steps that keep them", () => {
    const keyed = scene({ a: "source", k: "key_on", m: "map", w: "window" }, ["a.down > k.up", "k.down > m.up"]);
    expect(verdict(keyed, "m.down", "w.up")).toBe("ok");
  });
  test("bad items carry no key", () => {
    const keyed = scene({ k: "key_on", m: "map" }, ["k.down > m.up"]);
    expect(isKeyed(keyed, readRef("m.errors"))).toBe(false);
  });
  test("a step that takes items without keys refuses keyed ones", () => {
    expect(verdict(scene({ k: "key_on", t: "table" }), "k.down", "t.up")).toMatch(/Put a Remove key step between them/);
  });
  test("what is not known yet is not refused", () => {
    expect(verdict(scene({ m: "map", w: "window" }), "m.down", "w.up")).toBe("ok");
  });
  test("what the check found is believed", () => {
    const type = { text: "keyed int", keyed: true, item: "int", fields: {} };
    const check = { runnable: false, diagnostics: [], steps: { m: { summary: "", ups: {}, downs: { down: type } } } };
    expect(isKeyed({ ...scene({ m: "map" }), check }, readRef("m.down"))).toBe(true);
  });
});

test("the choices for a step have those that fit first, and a reason for each other", () => {
  const choices = choicesFor(scene({ a: "source", k: "key_on", w: "window" }), "a");
  expect(choices.map((choice) => `${choice.to.stepId} ${choice.verdict.ok}`)).toEqual(["k true", "w false"]);
});

test("a source takes nothing, in words", () => {
  expect(firstFit(scene({ a: "source", b: "source" }), readRef("a.down"), "b")).toEqual({ why: "'b' has no input: it is a source." });
});

test("a stream drawn back to a card comes from its first output that fits", () => {
  const keyed = scene({ k: "key_on", w: "window", s: "sink" });
  expect(firstFeed(keyed, "k", readRef("w.up"))).toEqual({ from: { stepId: "k", port: "down" } });
  expect(firstFeed(keyed, "s", readRef("w.up"))).toEqual({ why: "'s' has no output: nothing goes on from it." });
});
