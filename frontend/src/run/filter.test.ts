import { describe, expect, test } from "vitest";
import { fieldsOf } from "./fields";
import { filterOf } from "./filter";
import { addItems, eachItem, EMPTY_SAMPLE } from "./sample";
import { streamShape } from "./streamType";

const SHAPE = streamShape("keyed {at: timestamp, user: str, val: int, mean: float, took: duration, late: bool, tags: list[str]}");
const ROWS = [
  ["2022-01-01T00:00:03Z", "ann", 1, 0.5, "1s", false, ["x"]],
  ["2022-01-01T00:00:03.250Z", "Bob", 4, null, "1m 30s", true, ["y", "red"]],
  ["2022-01-02T10:04:12Z", "red ann", "9007199254740993", 15.25, "250ms", false, []],
  [null, "", -7, "NaN", null, null, null],
] as const;

const SAMPLE = addItems(EMPTY_SAMPLE, {
  first: 0, count: ROWS.length, keys: ["k0", "k1", "k2", "k3"],
  columns: Object.fromEntries(Object.keys(SHAPE.fields).map((name, at) => [name, ROWS.map((row) => row[at])])),
});
const FIELDS = fieldsOf(SAMPLE, SHAPE);

/** Return the numbers of the rows that a filter keeps, or its complaint. */
function kept(text: string): string {
  const filter = filterOf(text, FIELDS);
  if (!filter.ok) return filter.why;
  const found: number[] = [];
  eachItem(SAMPLE, (chunk, at) => (filter.value?.(chunk, at) ?? true) && found.push(at));
  return found.join(" ");
}

describe("a filter", () => {
  test.each([
    ["nothing", "", "0 1 2 3"],
    ["spaces", "   ", "0 1 2 3"],
    ["words in any field, whatever their case", "RED", "1 2"],
    ["words in the key", "k3", "3"],
    ["words in quotes together", '"red ann"', "2"],
    ["words apart, which must all be there", "red ann", "2"],
    ["words that hold a number", "15.25", "2"],
    ["a number that is larger", "val > 3", "1 2"],
    ["without spaces", "val>=4", "1 2"],
    ["a negative number", "val < -6.5", "3"],
    ["a number that no double holds", "val = 9007199254740993", "2"],
    ["its neighbour, which is another", "val = 9007199254740992", ""],
    ["a text that is the same", "user = ann", "0"],
    ["a text that is another", "user != ann", "1 2 3"],
    ["a text that is empty", 'user = ""', "3"],
    ["a text that contains", "user ~ ANN", "0 2"],
    ["the same with a colon", "user:ann", "0 2"],
    ["an instant", "at = 2022-01-01T00:00:03Z", "0"],
    ["instants after, by time and not by text", "at > 2022-01-01T00:00:03Z", "1 2"],
    ["an instant to the minute", "at >= 2022-01-02T10:04", "2"],
    ["a day", "at < 2022-01-02", "0 1"],
    ["a time of day", "at >= 10:04:12", "2"],
    ["a duration", "took > 1s", "1"],
    ["a duration in another unit", "took < 1m", "0 2"],
    ["a truth by its name", "late", "1"],
    ["a truth compared", "late = false", "0 2"],
    ["what is null", "mean = null", "1"],
    ["what is not", "took != null", "0 1 2"],
    ["what is unlike a number, which null is too", "mean != 0.5", "1 2 3"],
    ["not a number, which is neither more nor less", "mean > -100", "0 2"],
    ["both", "val > 0 and user ~ ann", "0 2"],
    ["either", "user = Bob or user = ann", "0 1"],
    ["and before or", "late or val > 0 mean > 1", "1 2"],
    ["brackets", "(late or val > 0) mean > 1", "2"],
    ["the opposite", "not late", "0 2 3"],
    ["something in a list", "tags ~ red", "1"],
    ["a field by its name in another case", "VAL > 3", "1 2"],
    ["a clock time among words, which is no field", "00:00:03", "0 1"],
  ])("keeps what has %s: %s", (_claim, text, rows) => {
    expect(kept(text)).toBe(rows);
  });

  test.each([
    ["usr = a", "There is no field 'usr'; there are key, at, user, val, mean, took, late, tags."],
    ["val > abc", "'abc' is no number, and 'val' is int."],
    ["at > soon", "'soon' is no time such as 2022-01-01T10:04 or 10:04:12, and 'at' is timestamp."],
    ["took > long", "'long' is no duration such as 5s or 1m 30s, and 'took' is duration."],
    ["late = maybe", "'maybe' is neither true nor false, and 'late' is bool."],
    ["val >", "Write what 'val' is compared with after '>'."],
    ["> 3", "Name a field before '>'."],
    ['user = "a', 'A quote is not closed: end the text with ".'],
    ["(late", "A bracket is not closed."],
    ["late)", "')' is one bracket too many."],
    ["late or", "Something is missing at the end."],
  ])("that is %s says: %s", (text, why) => {
    expect(kept(text)).toBe(why);
  });
});
