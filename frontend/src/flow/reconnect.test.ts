import { expect, test } from "vitest";
import type { Scene } from "./connect";
import { flowOf, OPERATORS } from "./example.testing";
import { reconnected } from "./reconnect";

function without(ids: string[], steps: Record<string, string>, streams: string[]): { streams: string[]; lost: string[] } {
  const scene: Scene = { flow: flowOf(steps, streams), operators: OPERATORS, check: null };
  const { streams: left, lost } = reconnected(scene, new Set(ids));
  return { streams: left.map((stream) => `${stream.from} > ${stream.to}`), lost };
}

test("what fed a step goes on to what it fed", () => {
  const chain = { a: "source", b: "map", c: "sink" };
  expect(without(["b"], chain, ["a.down > b.up", "b.down > c.up"])).toEqual({ streams: ["a.down > c.up"], lost: [] });
});

test("a row of steps that goes is bridged as one", () => {
  const chain = { a: "source", b: "map", c: "map", d: "sink" };
  const streams = ["a.down > b.up", "b.down > c.up", "c.down > d.up"];
  expect(without(["b", "c"], chain, streams)).toEqual({ streams: ["a.down > d.up"], lost: [] });
});

test("the stream that joins has the turn of the one it stands for, which is that of a side", () => {
  const steps = { a: "source", b: "map", x: "source", m: "merge" };
  const streams = ["a.down > b.up", "b.down > m.ups", "x.down > m.ups"];
  expect(without(["b"], steps, streams).streams).toEqual(["a.down > m.ups", "x.down > m.ups"]);
});

test("every stream that a merge received goes on where many are taken", () => {
  const steps = { a: "source", x: "source", m: "merge", n: "merge" };
  const streams = ["a.down > m.ups", "x.down > m.ups", "m.down > n.ups"];
  expect(without(["m"], steps, streams).streams).toEqual(["a.down > n.ups", "x.down > n.ups"]);
});

test("where one stream is taken the first goes on, and the other is told", () => {
  const steps = { a: "source", x: "source", m: "merge", c: "sink" };
  const { streams, lost } = without(["m"], steps, ["a.down > m.ups", "x.down > m.ups", "m.down > c.up"]);
  expect(streams).toEqual(["a.down > c.up"]);
  expect(lost).toEqual([expect.stringMatching(/^'c.up' receives 'a.down' already/)]);
});

test("keys that are missing keep streams apart, and the reason is told", () => {
  const steps = { a: "source", k: "key_on", w: "window" };
  const { streams, lost } = without(["k"], steps, ["a.down > k.up", "k.down > w.up"]);
  expect(streams).toEqual([]);
  expect(lost).toEqual([expect.stringMatching(/works per key .* Put a Key on step between them/)]);
});

test("late items have no other origin, and what received them is told", () => {
  const steps = { k: "key_on", w: "window", s: "sink", late: "sink" };
  const { streams, lost } = without(["w"], steps, ["k.down > w.up", "w.down > s.up", "w.late > late.up"]);
  expect(streams).toEqual(["k.down > s.up"]);
  expect(lost).toEqual(["'late.up' received 'w.late', which nothing else emits."]);
});

test("a stream that is there already is not made again", () => {
  const steps = { a: "source", b: "map", m: "merge" };
  expect(without(["b"], steps, ["a.down > b.up", "b.down > m.ups", "a.down > m.ups"])).toEqual({ streams: ["a.down > m.ups"], lost: [] });
});

test("a source that goes leaves nothing to go on, and that is told", () => {
  expect(without(["a"], { a: "source", c: "sink" }, ["a.down > c.up"]).lost).toEqual(["Nothing fed 'a', so 'c.up' receives nothing now."]);
});
