import { describe, expect, test } from "vitest";
import type { Flow } from "../api/types";
import { flowOf } from "../flow/example.testing";
import type { Items } from "./events";
import { lateName, lateRow, stepOfLate, type LateItem } from "./late";
import { NO_RUN } from "./runState";
import { addGap, addItems, EMPTY_SAMPLE, type Sample } from "./sample";
import { whyLate, whySentence } from "./whyLate";

const LATE: LateItem = {
  stepId: "add", key: "a", windowId: "0", value: 2, timestamp: "2022-01-01T00:00:03Z", watermark: "2022-01-01T00:00:12Z",
  lateBy: "9s", waitNeeded: "9s", windowOpen: "2022-01-01T00:00:00Z", windowClose: "2022-01-01T00:00:10Z", windowWasOpen: false,
  arrivedAt: "2026-05-05T10:00:00Z", position: "6", watermarkPosition: "5",
};
const OPEN = "Window 0 [00:00:00, 00:00:10) was still open: this step goes by the watermark, not by the window.";

function flowWith(clock: Record<string, unknown>, windower: Record<string, unknown> = { type: "tumbling", length: "10s" }): Flow {
  const flow = flowOf({ source: "testing_source", add: "collect_window" }, ["source.down > add.up"]);
  return { ...flow, steps: flow.steps.map((step) => (step.id === "add" ? { ...step, config: { clock: { type: "event", timestamp: "time", ...clock }, windower } } : step)) };
}

function sample(keys: string[], columns: Items["columns"], first = 0): Sample {
  return addItems(EMPTY_SAMPLE, { first, count: keys.length, keys, columns });
}

function say(late: Partial<LateItem>, clock: "frozen" | "live", flow: Flow | null, samples: Record<string, Sample> = {}): string {
  return whySentence(whyLate({ ...NO_RUN, clock, samples }, flow, { ...LATE, ...late }));
}

describe("a late item is explained in words", () => {
  test("where time stands still, by the newer item that moved the watermark, though it was not sampled", () => {
    expect(say({}, "frozen", flowWith({ wait: "0s" }))).toBe(
      "`a` 00:00:03 (item 6) came. By then its key had already seen 00:00:12 (item 5), so with a wait of 0 s its watermark already stood at 00:00:12: late by 9 s. " +
        "A wait of 9 s would have kept it. Window 0 [00:00:00, 00:00:10) was closed.",
    );
  });

  test("a window that was still open shows by which rule it was late", () => {
    const late = { watermark: "2022-01-01T00:00:05Z", lateBy: "2s", waitNeeded: "5s", windowWasOpen: true };
    expect(say(late, "frozen", flowWith({ wait: "3s" }))).toContain(`already seen 00:00:08 (item 5), so with a wait of 3 s its watermark already stood at 00:00:05: late by 2 s. A wait of 5 s would have kept it. ${OPEN}`);
  });

  test("a live run says when it arrived, and how far silence had moved the watermark", () => {
    const decisions = sample(["a", "a"], { position: [5, 6], timestamp: ["2022-01-01T00:00:08Z", LATE.timestamp], arrived_at: ["2026-05-05T09:59:55Z", LATE.arrivedAt] });
    const said = say({}, "live", flowWith({ wait: "1s" }), { "add.decisions": decisions });
    expect(said).toContain("`a` 00:00:03 (item 6) came at 2026-05-05 10:00:00 on the system's clock. By then its key had already seen 00:00:08 (item 5), and 5 s had passed since, so with a wait of 1 s its watermark");
    expect(said).toContain("The newer item alone made it late.");
  });

  test("silence alone can make an item late, and that is said", () => {
    const decisions = sample(["a"], { position: [5], timestamp: ["2022-01-01T00:00:02Z"], arrived_at: ["2026-05-05T09:59:49Z"] });
    expect(say({}, "live", flowWith({ wait: "1s" }), { "add.decisions": decisions })).toContain(
      "already seen 00:00:02 (item 5), and 11 s had passed since, so with a wait of 1 s its watermark already stood at 00:00:12: late by 9 s. No newer item made it late: without one, the watermark moves on as time passes.",
    );
  });

  test("a live run without the record names who set the watermark, and nothing it does not know", () => {
    expect(say({}, "live", flowWith({ wait: "1s" }))).toContain("By then with a wait of 1 s its watermark already stood at 00:00:12: late by 9 s. Item 5 had set it.");
  });

  test("a session has no window to name", () => {
    const none = { windowId: "-1", windowOpen: null, windowClose: null, windowWasOpen: null };
    expect(say(none, "frozen", flowWith({ wait: "0s" }, { type: "session", gap: "1s" }))).toContain("It belongs to no window: a late item opens no session.");
  });

  test("the other rule has sentences of its own", () => {
    const rule = { wait: "0s", late_rule: "window_closed" };
    expect(say({}, "frozen", flowWith(rule))).toContain("Window 0 [00:00:00, 00:00:10) had closed, and so had every other that would take it: by `window_closed`, only that makes it late.");
    const none = { windowId: "-1", windowOpen: null, windowClose: null, windowWasOpen: null };
    expect(say(none, "frozen", flowWith(rule, { type: "session", gap: "1s" }))).toContain("It was near no open session");
  });

  test("instants on different days show their day", () => {
    const late = { watermark: "2022-01-02T00:00:12.5Z", lateBy: "1d 9s 500ms", waitNeeded: "1d 1m 9s 500ms" };
    expect(say(late, "frozen", flowWith({ wait: "1m" }))).toContain("2022-01-02 00:01:12.5 (item 5), so with a wait of 1 min its watermark already stood at 2022-01-02 00:00:12.5: late by 1 d 9.5 s. A wait of 1 d 1 min 9.5 s would have kept it.");
  });

  test("a run whose flow is not known still says what the evidence says", () => {
    expect(say({}, "frozen", null)).toContain("By then its watermark already stood at 00:00:12: late by 9 s. Item 5 had set it. A wait of 9 s would have kept it.");
  });
});

describe("the item that moved the watermark", () => {
  const flow = flowWith({ wait: "0s" });
  const down = sample(["b", "a"], { time: ["2022-01-01T00:00:01Z", "2022-01-01T00:00:12Z"], val: [1, 9] }, 4);

  test("is shown whole when it is among the samples of the stream that leads here", () => {
    const why = whyLate({ ...NO_RUN, clock: "frozen", samples: { "source.down": down } }, flow, LATE);
    expect(why.mover.value).toEqual({ time: "2022-01-01T00:00:12Z", val: 9 });
  });

  test("is not taken for another: neither one of another key, nor one of another time", () => {
    const other = (late: Partial<LateItem>) => whyLate({ ...NO_RUN, clock: "frozen", samples: { "source.down": down } }, flow, { ...LATE, ...late }).mover.value;
    expect(other({ watermarkPosition: "4" })).toBeUndefined();
    expect(other({ watermark: "2022-01-01T00:00:11Z" })).toBeUndefined();
    expect(other({ watermarkPosition: "7" })).toBeUndefined();
  });
});

test("a late item has a name, one for each window it was late for", () => {
  expect(lateName(LATE)).toBe("add:6:0");
  expect(stepOfLate("add:6:0")).toBe("add");
});

describe("the row of a late item with a name", () => {
  const told = (first: number, positions: readonly number[]) => ({ first, count: positions.length, keys: positions.map(() => "a"), columns: { position: positions, window_id: positions.map((position) => position % 2) } });
  const late = addItems(addGap(addItems(EMPTY_SAMPLE, told(0, [4, 6, 6])), 3, 9), told(12, [9, 12]));

  test("is its number since the sample began, across what is missing", () => {
    expect(["add:4:0", "add:9:1", "add:12:0"].map((name) => lateRow("add", late, name))).toEqual([0, 4, 5]);
  });

  test("is none where the item, the window or the step is another", () => {
    expect(["add:5:1", "add:9:0", "sum:9:1"].map((name) => lateRow("add", late, name))).toEqual([null, null, null]);
  });

  test("is looked for from a row on, and not among those that were let go", () => {
    expect([lateRow("add", late, "add:4:0", 1), lateRow("add", late, "add:9:1", 4), lateRow("add", late, "add:9:1", 5)]).toEqual([null, 4, null]);
    const newest = addItems(late, told(14, [14]), 2);
    expect([lateRow("add", newest, "add:9:1"), lateRow("add", newest, "add:12:0"), lateRow("add", newest, "add:14:0")]).toEqual([null, 5, 6]);
    expect([lateRow("add", newest, "add:12:0", 6), lateRow("add", newest, "add:14:0", 6)]).toEqual([null, 6]);
  });
});
