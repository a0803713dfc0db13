import { expect, test } from "vitest";
import { freshId } from "./naming";

test("a new step is called like its operator", () => {
  expect(freshId("map", new Set())).toBe("map");
});

test("a taken name gets the first free number", () => {
  expect(freshId("map", new Set(["map", "map_2"]))).toBe("map_3");
});

test("a name never holds a dot or begins with a digit", () => {
  expect(freshId("2.fast", new Set())).toBe("_2_fast");
});
