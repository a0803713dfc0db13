import { expect, test } from "vitest";
import { isSpan } from "./durations";

test("a span is numbers with units, and more than nothing", () => {
  for (const text of ["10s", "1m 30s", "1.5h", " 250 ms ", "1us", "2d"]) expect(isSpan(text), text).toBe(true);
  for (const text of ["", "10", "s", "0s", "0m 0s", "-1s", "5x", "1m 30"]) expect(isSpan(text), text).toBe(false);
});
