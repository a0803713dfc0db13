import { describe, expect, test } from "vitest";
import { itemFacts, sceneText, untoldText } from "./describe";
import { dayText, durationUs, instantIso, instantText, instantUs, spanText } from "./instants";
import { lanesOf } from "./lanes";
import { decisions, decisionsOf, meta, piecesOf } from "./recorded.testing";
import { addGap, addItems, EMPTY_SAMPLE } from "../run/sample";
import { fitted } from "./scale";
import { sceneOf } from "./scene";
import { keptUntil, settingOf } from "./setting";
import { Timeline } from "./timeline";
import { easyWait, nudged, waitAt, waitAxis, waitPlace, waitTicks } from "./waitAxis";
import type { Step } from "../api/types";

describe("instants", () => {
  test.each(["2022-01-01T00:00:00Z", "2022-01-01T00:00:03.000001Z", "1969-12-31T23:59:59.999999Z", "2022-02-28T23:59:59.25Z"])("are exact to the microsecond: %s", (text) => {
    expect(instantIso(instantUs(text))).toBe(text);
  });

  test("that are none are not-a-number", () => {
    for (const none of [null, "", "soon", 3]) expect(instantUs(none)).toBeNaN();
  });

  test("read without or with their day", () => {
    const at = instantUs("2022-01-01T10:00:03.25Z");
    expect([instantText(at, "utc", false), instantText(at, "utc", true), dayText(Number.NaN, "utc")]).toEqual(["10:00:03.25", "2022-01-01 10:00:03.25", ""]);
  });
});

describe("spans", () => {
  test.each([["10s", 10e6], ["1m 30s", 90e6], ["250ms", 250e3], ["1d 2h", 93_600e6], ["3us", 3], ["-2s", -2e6], ["1m 30s 250ms 7us", 90_250_007]])("%s is read exactly", (text, us) => {
    expect(durationUs(text)).toBe(us);
  });

  test.each([[0, "0 s"], [7, "7 µs"], [1_500, "1.5 ms"], [12e6, "12 s"], [90_250_000, "1 min 30.25 s"], [3_600e6, "1 h"], [-2e6, "−2 s"]])("%d reads as a person says it", (us, text) => {
    expect(spanText(us)).toBe(text);
  });
});

describe("a setting", () => {
  const of = (config: Record<string, unknown>): ReturnType<typeof settingOf> => settingOf({ id: "w", operator: "collect_window", config } as Step);

  test("has the engine's wait where it names none", () => {
    expect(of({ clock: { type: "event", timestamp: "t" }, windower: { type: "session", gap: "5s" } }).wait_us).toBe(5e6);
  });

  test("says until which watermark an item is kept, by either rule", () => {
    const windower = { type: "sliding", length: "10s", offset: "4s", align_to: "1970-01-01T00:00:01Z" };
    expect(keptUntil(of({ clock: { wait: "0s" }, windower }), 6e6)).toBe(6e6);
    expect(keptUntil(of({ clock: { wait: "0s", late_rule: "window_closed" }, windower }), 6e6)).toBe(15e6 - 1);
    expect(keptUntil(of({ clock: { late_rule: "window_closed" }, windower: { type: "session", gap: "3s" } }), 6e6)).toBe(9e6);
  });
});

describe("the axis of waits", () => {
  test.each(["even", "magnitude"] as const)("leads from a wait to its place and back: %s", (spread) => {
    const axis = waitAxis(5e6, 40e6, spread);
    for (const wait of [0, 1e3, 1e6, 5e6, 40e6]) expect(waitAt(axis, waitPlace(axis, wait))).toBeCloseTo(wait, 0);
    expect(waitPlace(axis, 40e6)).toBeLessThan(1);
    const places = waitTicks(axis).map((tick) => waitPlace(axis, tick.wait_us));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.length).toBeGreaterThan(2);
  });

  test("is walked by waits that are easy to say, and always moves", () => {
    expect(easyWait(12_345_678, "nearest")).toBe(12e6);
    expect(easyWait(7_157_918, "up")).toBe(7.2e6);
    expect(easyWait(7_157_918, "down")).toBe(7.1e6);
    for (let wait = 0, step = 0; step < 80; step += 1) {
      const next = nudged(wait, 1, false, 1_000);
      expect(next).toBeGreaterThan(wait);
      wait = next;
    }
    expect(nudged(0, -1, false, 1_000)).toBe(0);
  });
});

describe("a timeline in words", () => {
  const timeline = new Timeline("r1", "win");
  const told = decisions([["a", 10, 10], ["a", 8, 10]]);
  const samples = { "win.decisions": addGap(decisionsOf([told]), 2, 5), "win.meta": addItems(EMPTY_SAMPLE, meta([{ key: "a", id: 1, open: 10, close: 20 }])) };
  timeline.update({
    ...piecesOf(samples, { clock: { wait: "0s" }, windower: { type: "tumbling", length: "10s" } }),
    openWindows: { win: { total: 1, windows: [{ key: "a", window_id: 2, open_time: "2022-01-01T00:00:20Z", close_time: "2022-01-01T00:00:30Z" }] } },
  });

  test("says what is in sight", () => {
    const lanes = lanesOf(timeline.keys, "", "late");
    const scene = sceneOf({ timeline, view: fitted({ from_us: 1_640_995_200e6, to_us: 1_640_995_240e6 }), by: "arrival", zone: "utc", lanes, scroll: 0, wait_us: 0, spans: null, fullWidth: 800, fullHeight: 300 });
    expect(sceneText(scene)).toBe("2 items, 1 late, 1 window closed, 1 open, from 2021-12-31 23:59:58.8 to 2022-01-01 00:00:41.2");
  });

  test("says how many of how many are drawn", () => {
    expect(untoldText(timeline)).toBe("2 of 7 items drawn: a run tells a sample of them, late ones first");
  });

  test("says of an item what it met", () => {
    const facts = Object.fromEntries(itemFacts(timeline, 1, "utc"));
    expect(facts).toMatchObject({ verdict: "late", "late by": "2 s", "wait needed": "2 s", window: "0" });
  });

  test("a run that is told again from its first event is another one", () => {
    expect(timeline.goesOnWith(piecesOf({ "win.decisions": decisionsOf([told]), "win.meta": EMPTY_SAMPLE }))).toBe(false);
    expect(timeline.goesOnWith(piecesOf(samples))).toBe(true);
    expect(timeline.goesOnWith({ ...piecesOf(samples), runId: "r2" })).toBe(false);
  });
});
