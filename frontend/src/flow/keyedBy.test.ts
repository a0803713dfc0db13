import { expect, test } from "vitest";
import type { Flow } from "../api/types";
import { readRef } from "./document";
import { applyEdit } from "./edits";
import { flowOf, OPERATORS } from "./example.testing";
import { keyedBy } from "./keyedBy";

function by(flow: Flow, port: string): string | null {
  return keyedBy({ flow, operators: OPERATORS, check: null }, readRef(port));
}

const keyedOn = (flow: Flow, id: string, value: string): Flow => applyEdit(flow, { type: "set_config", id, path: ["key"], value });

test("a stream is keyed by what the step says that gave the keys", () => {
  const flow = flowOf({ a: "source", k: "key_on", m: "map", w: "window" }, ["a.down > k.up", "k.down > m.up", "m.down > w.up"]);
  expect(by(keyedOn(flow, "k", "user"), "w.late")).toBe("user");
});

test("a field called key of another operator is no key", () => {
  const flow = flowOf({ a: "source", m: "map" }, ["a.down > m.up"]);
  expect(by(keyedOn(flow, "m", "user"), "m.down")).toBeNull();
});

test("streams that were keyed differently have no one answer", () => {
  const flow = flowOf({ k: "key_on", l: "key_on", m: "merge" }, ["k.down > m.ups", "l.down > m.ups"]);
  expect(by(keyedOn(keyedOn(flow, "k", "user"), "l", "city"), "m.down")).toBeNull();
  expect(by(keyedOn(keyedOn(flow, "k", "user"), "l", "user"), "m.down")).toBe("user");
});
