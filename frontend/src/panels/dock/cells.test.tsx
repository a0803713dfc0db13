import { render } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { Cell, cellText, rateText, shortCount } from "./cells";

describe("a value in a cell", () => {
  test.each([
    ["a timestamp of the day that goes without saying", "2022-01-01T00:00:03Z", "timestamp", "2022-01-01", "00:00:03"],
    ["a timestamp of another day", "2022-01-02T00:00:03Z", "timestamp", "2022-01-01", "2022-01-02 00:00:03"],
    ["a duration", "1m 30s", "duration", null, "1 min 30 s"],
    ["text that looks like a time", "2022-01-01T00:00:03Z", "str", "2022-01-01", "2022-01-01T00:00:03Z"],
    ["a record", { user: "a", tags: [1, null] }, "{user: str, tags: list[int]}", null, '{user: "a", tags: [1, null]}'],
    ["a float with many decimals", 15.093461223, "float", null, "15.093461…"],
    ["a short float", 15.25, "float", null, "15.25"],
    ["a tiny float", 1.2345678901e-9, "float", null, "1.2345678901e-9"],
    ["a truth", false, "bool", null, "false"],
    ["a whole number beyond what a double holds", "9007199254740993", "int", null, "9007199254740993"],
  ])("%s is written short", (_claim, value, type, day, text) => {
    expect(cellText(value, type, day)).toBe(text);
  });

  test("has its exact form on hover", () => {
    const { container } = render(<Cell value="2022-01-01T00:00:03Z" type="timestamp" day="2022-01-01" />);
    expect(container.querySelector("span")?.title).toBe("2022-01-01T00:00:03Z");
  });

  test("null, an empty text and the text null are told apart", () => {
    const texts = [null, "", "null"].map((value) => render(<Cell value={value} type="str" day={null} />).container.textContent);
    expect(texts).toEqual(["–null", '""', "null"]);
  });

  test("a very long text does not fill the page", () => {
    const { container } = render(<Cell value={"x".repeat(100_000)} type="str" day={null} />);
    expect(container.innerHTML.length).toBeLessThan(6_000);
  });
});

test.each([[0, "0"], [9_999, "9,999"], [34_120, "34.1k"], [340_000, "340k"], [2_600_000, "2.6M"]])("the count %d is short as %s", (count, text) => {
  expect(shortCount(count)).toBe(text);
});

test.each([[20_000, "20,000/s"], [3.42, "3.4/s"]])("the rate %d is written %s", (rate, text) => {
  expect(rateText(rate)).toBe(text);
});
