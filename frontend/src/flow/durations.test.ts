import { expect, test } from "vitest";
import { isSpan } from "./durations";

test("a span is numbers with units, and more than nothing", () => {
  const [spans, others] = [["10s", "1m 30s", "1.5h", " 250 ms ", "1us", "2d"], ["", "10", "s", "0s", "0m 0s", "-1s", "5x", "1m 30"]];
  expect([...spans, ...others].filter(isSpan)).toEqual(spans);
});
