import { expect, test } from "vitest";
import type { Flow } from "../api/types";
import { blankFlow } from "../flow/document";
import { applyEvents, NO_RUN, type RunState } from "./runState";
import { producerField, quarantineOf, quarantineWords } from "./quarantine";
import { gap, script, started, stats } from "./script.testing";

const TYPE = "{value: {time: timestamp, sensor: str, value: float}, timestamp: timestamp, arrived_at: timestamp, ahead_by: duration, position: int}";

function flow(key: string): Flow {
  const step = (id: string, operator: string, config = {}) => ({ id, operator, title: null, config });
  return {
    ...blankFlow(),
    steps: [step("input", "demo_source"), step("clean", "map"), step("by", "key_on", { key })],
    streams: [{ from: "input.down", to: "clean.up" }, { from: "clean.down", to: "by.up" }],
  };
}

function run(...ahead: [string, string][]): RunState {
  const columns = { value: ahead.map(([sensor]) => ({ sensor })), ahead_by: ahead.map(([, by]) => by) };
  return applyEvents(NO_RUN, script([
    { ...started, streams: { "input.quarantine": TYPE } },
    { type: "items", step_id: "input", port: "quarantine", first: 0, count: ahead.length, keys: null, columns },
    stats(1, { input: { items_out: { quarantine: ahead.length } } }),
  ]));
}

const words = (state: RunState): string | null => {
  const found = quarantineOf(state, flow("sensor"), "input");
  return found && quarantineWords(found);
};

test("a source that put nothing aside says nothing", () => {
  expect(words(applyEvents(NO_RUN, script([started, stats(1, { input: {} })])))).toBeNull();
});

test("the worst producer is named", () => {
  expect(words(run(["a", "6m"], ["b", "2h"], ["a", "59m 59s"]))).toBe("3 items ahead of the clock; worst +2 h from sensor 'b'");
  expect(words(run(["a", "357206d 23h"]))).toBe("1 item ahead of the clock; worst +357,206 d from sensor 'a'");
});

test("where items are missing, it is the worst of those that are shown", () => {
  const more = script([gap(1, 4, "input", "quarantine"), stats(2, { input: { items_out: { quarantine: 5 } } })], 4);
  expect(words(applyEvents(run(["a", "6m"]), more))).toBe("5 items ahead of the clock; worst shown +6 min from sensor 'a'");
});

test("producers are told apart by what the items are keyed by, else by the only text", () => {
  const two = "{value: {sensor: str, site: str}, ahead_by: duration}";
  expect(producerField(flow("site"), "input", two)).toBe("site");
  expect(producerField(flow("upper(site)"), "input", two)).toBeNull();
  expect(producerField(flow("upper(site)"), "input", TYPE)).toBe("sensor");
  expect(producerField(null, "input", "{value: int, ahead_by: duration}")).toBeNull();
});
