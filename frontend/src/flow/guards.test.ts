import { expect, test } from "vitest";
import type { CheckResult, OperatorEntry } from "../api/types";
import { blankFlow } from "./document";
import { guardsFor, namesIn } from "./guards";

test("the names of an expression are its fields, not its functions, texts or parts", () => {
  expect(namesIn("time")).toEqual(["time"]);
  expect(namesIn(`parse_time(day + " at " + order.at) if ok else time`)).toEqual(["day", "order", "ok", "time"]);
  expect(namesIn("item['time'] + duration(\"1s\")")).toEqual(["item"]);
});

const source = (properties: object) => ({ source: true, config_schema: { properties } }) as unknown as OperatorEntry;
const operators = new Map([["demo_source", source({ guard: {} })], ["old_source", source({})]]);
const step = (id: string, operator: string, config = {}) => ({ id, operator, title: null, config });

function guards(timestamp: string, config = {}) {
  const flow = {
    ...blankFlow(),
    steps: [step("input", "demo_source", config), step("old", "old_source"), step("both", "merge"), step("add", "count_window", { clock: { type: "event", timestamp } })],
    streams: [{ from: "input.down", to: "both.ups" }, { from: "old.down", to: "both.ups" }, { from: "both.down", to: "add.up" }],
  };
  const check = { steps: { input: { downs: { down: { fields: { time: "timestamp" } } } } } } as unknown as CheckResult;
  return guardsFor({ flow, operators, check }, "add");
}

test("the guard of a source reads what the windows read, if the source has it", () => {
  expect(guards("time")).toEqual([{ sourceId: "input", on: false, timestamp: "time" }]);
  expect(guards("at")).toEqual([{ sourceId: "input", on: false, timestamp: null }]);
  expect(guards("time", { guard: { timestamp: "time" } })).toEqual([{ sourceId: "input", on: true, timestamp: "time" }]);
});
