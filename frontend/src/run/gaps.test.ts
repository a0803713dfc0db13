import { expect, test } from "vitest";
import { missingOf, missingText } from "./gaps";
import { applyEvents, NO_RUN, type RunState } from "./runState";
import { gap, items, script, started } from "./script.testing";

const STARTED = { ...started, streams: { "source.down": "int", "add.decisions": "int" } };
const words = (run: RunState): string | null => missingText(missingOf(run));

test("a run that shows everything has nothing to say", () => {
  expect(words(applyEvents(NO_RUN, script([STARTED, items(0, 3)])))).toBeNull();
});

test("items that are not shown are counted, and named by where most are missing", () => {
  const run = applyEvents(NO_RUN, script([STARTED, items(0, 3), gap(3, 1200), gap(0, 7, "add"), gap(0, 1, "out"), gap(0, 5000, "add", "decisions")]));
  expect(words(run)).toBe("1,208 items are not shown, because more came than is sent here (source.down 1,200, add.down 7 and 1 more). Counts and results have them all.");
});

test("one item is one", () => {
  expect(words(applyEvents(NO_RUN, script([STARTED, gap(0, 1)])))).toContain("1 item is not shown, because more came than is sent here (source.down 1).");
});

test("events that never came are said before", () => {
  const run = applyEvents(NO_RUN, [...script([STARTED]), ...script([gap(0, 2)], 14)]);
  expect(words(run)).toMatch(/^12 events of this run never came; what they told is missing here\. 2 items are/);
});

test("lines that were printed and are not shown count as well", () => {
  const run = applyEvents(NO_RUN, script([STARTED, { type: "printed", step_id: "out", lines: ["a"], skipped: 4 }]));
  expect(words(run)).toContain("(lines of out 4)");
});
