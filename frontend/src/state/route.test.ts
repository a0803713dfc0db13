import { expect, test } from "vitest";
import { readAddress, writeAddress } from "./route";

test.each(["/", "/?run=r1", "/flows/f1", "/flows/f1?run=r1", "/runs/r1"])("the address %s means what it was written for", (path) => {
  expect(writeAddress(readAddress(new URL(path, "http://here")))).toBe(path);
});

test("a run's own page follows that run", () => {
  expect(readAddress(new URL("http://here/runs/r1"))).toEqual({ route: { page: "run", id: "r1" }, run: "r1" });
});

test("an unknown address is the front page", () => {
  expect(readAddress(new URL("http://here/no/such/page")).route).toEqual({ page: "new" });
});
