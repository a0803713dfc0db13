import { describe, expect, test } from "vitest";
import { readAddress, readLooked, writeAddress } from "./route";

test.each(["/", "/?run=r1", "/flows/f1", "/flows/f1?run=r1", "/runs/r1", "/flows/a%2Fb"])("the address %s means what it was written for", (path) => {
  expect(writeAddress(readAddress(new URL(path, "http://here")))).toBe(path);
});

test("a run's own page follows that run", () => {
  expect(readAddress(new URL("http://here/runs/r1"))).toEqual({ route: { page: "run", id: "r1" }, run: "r1" });
});

test("an unknown address is the front page", () => {
  expect(readAddress(new URL("http://here/no/such/page")).route).toEqual({ page: "new" });
});

describe("what is looked at", () => {
  test.each([
    ["nothing", {}],
    ["one step", { step: ["add"] }],
    ["several, in their order", { step: ["b", "a", "c"] }],
    ["a stream", { stream: ["add.down>out.up"] }],
    ["a filter with every kind of sign", { filter: ['val > 3 & user = "a+b c" # ü%20?'] }],
    ["an empty text", { over: [""] }],
    ["a name like the run's in a value", { view: ["run=1&run"] }],
  ])("is read as it was written: %s", (_claim, looked) => {
    for (const address of [{ route: { page: "flow", id: "f 1" }, run: "r1" }, { route: { page: "run", id: "r1" }, run: "r1" }, { route: { page: "new" }, run: null }] as const) {
      const url = new URL(writeAddress(address, looked), "http://here");
      expect(readLooked(url)).toEqual(looked);
      expect(readAddress(url)).toEqual(address);
    }
  });

  test("can be read by a person", () => {
    expect(writeAddress({ route: { page: "flow", id: "f1" }, run: "r1" }, { tab: ["output"], stream: ["a.down>b.up"] })).toBe("/flows/f1?run=r1&tab=output&stream=a.down>b.up");
  });
});
