import { expect, test } from "vitest";
import { costWindows, figureFields, offBy, resultFields, sorted, worstOf, type CostWindow } from "./cost";
import { differenceText, offText, shareText, wrongText } from "./costText";
import { applyEvents, NO_RUN } from "./runState";
import { EMPTY_SAMPLE } from "./sample";
import { gap, script, started } from "./script.testing";

const TYPE = "keyed {window_id: int, open_time: timestamp, close_time: timestamp, late_items: int, emitted_ids: list[int], "
  + "emitted: list[{n: int, mean: float, last: str}], corrected: list[{n: int, mean: float, last: str}]}";

type Told = { key?: string; minute?: number; late?: number; ids?: number[]; emitted: object[]; corrected: object[] };

/** Return the windows that a run tells: five minutes each, from 09:00 plus so many minutes. */
function told(...windows: Told[]): readonly CostWindow[] {
  const column = <T>(read: (window: Told) => T): T[] => windows.map(read);
  const minute = ({ minute: at = 0 }: Told, plus: number): string => `2026-01-01T09:${String(at + plus).padStart(2, "0")}:00Z`;
  const columns = {
    window_id: column(({ minute: at = 0 }) => at / 5),
    open_time: column((window) => minute(window, 0)),
    close_time: column((window) => minute(window, 5)),
    late_items: column(({ late = 1 }) => late),
    emitted_ids: column(({ ids = [0] }) => ids),
    emitted: column(({ emitted }) => emitted),
    corrected: column(({ corrected }) => corrected),
  };
  const event = { type: "items" as const, step_id: "add", port: "cost", first: 0, count: windows.length, keys: column(({ key = "a" }) => key), columns };
  const run = applyEvents(NO_RUN, script([{ ...started, streams: { "add.down": "{n: int}", "add.cost": TYPE } }, event, gap(windows.length, 3, "add", "cost")]));
  expect([Object.keys(run.streams), Object.keys(run.records)]).toEqual([["add.down"], ["add.cost"]]);
  expect(run.log.lines.some((line) => line.kind === "gap")).toBe(false);
  return costWindows(run.samples["add.cost"] ?? EMPTY_SAMPLE);
}

const one = (n: unknown, mean: unknown = 0) => [{ n, mean, last: "x" }];

test("the figures of a result are its numbers", () => {
  expect(resultFields(TYPE).map(([name]) => name)).toEqual(["n", "mean", "last"]);
  expect(figureFields(TYPE)).toEqual(["n", "mean"]);
  expect(figureFields("")).toEqual([]);
});

test("a window that changed is off by what was emitted less what is right", () => {
  const [window] = told({ key: "sensor-7", minute: 40, emitted: one(103), corrected: one(109) });
  expect(window && offBy(window, "n")).toEqual({ emitted: 103, corrected: 109, difference: -6, share: -6 / 109, weight: 6 });
  expect(window && wrongText(window, "n")).toBe("09:40 `sensor-7`, n 103 instead of 109 (−5.5 %)");
  expect(window && wrongText(window, null)).toBe("09:40 `sensor-7`, which lacks 1 late item");
});

test("integers beyond a double come as text and count all the same", () => {
  const [window] = told({ emitted: one("9007199254740993"), corrected: one("9007199254740999") });
  expect(window && offBy(window, "n").difference).not.toBeNull();
});

test("what is missing, joined or extra has no difference, and says so", () => {
  const windows = told(
    { ids: [], emitted: [], corrected: one(4) },
    { ids: [1, 2], emitted: [...one(3), ...one(5)], corrected: one(9) },
    { late: -2, emitted: one(2), corrected: [] },
    { emitted: one(null), corrected: one(3) },
  );
  expect(windows.map(({ kind }) => kind)).toEqual(["missing", "joined", "extra", "changed"]);
  expect(windows.map((window) => offBy(window, "n").difference)).toEqual([null, null, null, null]);
  expect(windows.map((window) => wrongText(window, "n"))).toEqual([
    "09:00 `a`, never emitted: n 4", "09:00 `a`, emitted in parts: n 9", "09:00 `a`, not there with a longer wait", "09:00 `a`, which lacks 1 late item",
  ]);
});

test("windows are sorted by how far they are off, whatever the sign, and the worst is the first of these", () => {
  const windows = told(
    { key: "a", emitted: one(9), corrected: one(10) }, { key: "b", emitted: one(20), corrected: one(5) },
    { key: "c", emitted: one(0), corrected: one(8) }, { key: "d", ids: [], emitted: [], corrected: one(7) },
  );
  const keys = (sort: string | null) => sorted(windows, sort, "n").map(({ key }) => key).join("");
  expect(keys(null)).toBe("abcd");
  expect(keys("-difference")).toBe("bcda");
  expect(keys("difference")).toBe("adcb");
  expect(keys("-share")).toBe("bcda");
  expect(keys("-corrected")).toBe("acdb");
  expect(worstOf(windows, "n")?.key).toBe("b");
  expect(worstOf([], "n")).toBeNull();
});

test("counts, differences and shares read as a person writes them", () => {
  const counts = { waiting: 0, skipped: 0 };
  expect(offText({ ...counts, off: 12, compared: 1_440 })).toBe("12 of 1,440 windows are off by late items");
  expect(offText({ ...counts, off: 1, compared: 1 })).toBe("1 of 1 window is off by late items");
  expect([differenceText(-1_234.5), differenceText(3), differenceText(0)]).toEqual(["−1,234.5", "+3", "0"]);
  expect([shareText(-0.0551), shareText(2), shareText(-0.0001), shareText(0)]).toEqual(["−5.5 %", "+200 %", "−<0.1 %", "0 %"]);
});
