import { describe, expect, test } from "vitest";
import { fuzzy, ranked } from "./fuzzy";

const TITLES = ["Undo", "Redo", "Add a step", "Add Collect window", "Add Collect", "Arrange steps", "Go to step add", "Show the whole flow"];
const found = (query: string): string[] => ranked(query, TITLES, (title) => title).map(({ one }) => one);

describe("what is typed", () => {
  test.each([
    ["undo", "Undo"],
    ["cw", "Add Collect window"],
    ["add col", "Add Collect"],
    ["whole", "Show the whole flow"],
    ["go add", "Go to step add"],
    ["sf", "Show the whole flow"],
  ])("%s finds %s first", (query, title) => {
    expect(found(query)[0]).toBe(title);
  });

  test("in another order finds the same words", () => {
    expect(found("window add")).toEqual(["Add Collect window"]);
  });

  test("finds nothing when a letter is missing or its letters lie about", () => {
    expect(found("undox")).toEqual([]);
    expect(found("hhl")).toEqual([]);
  });

  test("when it is nothing, leaves everything in its order", () => {
    expect(found("  ")).toEqual(TITLES);
  });
});

test("the letters that matched are marked", () => {
  expect(fuzzy("step", "Add a step")?.marks).toEqual([6, 7, 8, 9]);
  expect(fuzzy("cw", "Collect window")?.marks).toEqual([0, 8]);
});
