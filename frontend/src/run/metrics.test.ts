import { describe, expect, test } from "vitest";
import { metricsOf, sortedMetrics } from "./metrics";
import { RateHistory, READINGS } from "./rateHistory";
import { applyEvents, NO_RUN } from "./runState";
import { script, started, stats } from "./script.testing";

const RUN = applyEvents(
  NO_RUN,
  script([
    { ...started, streams: { "source.down": "{val: int}", "add.down": "{val: int}", "add.late": "{val: int}" } },
    { type: "status", status: "running", speed: 1 },
    stats(0, { source: {}, add: {}, out: {} }),
    stats(10, {
      source: { items_out: { down: 100 }, busy_s: 1 },
      add: { items_in: 100, kept: 75, late: 25, items_out: { down: 5, late: 25 }, open_windows: 3, keys: 2, watermark: "2022-01-01T00:00:03Z", busy_s: 8.2 },
      out: { items_in: 5 },
    }),
  ]),
);

describe("the figures of the steps", () => {
  const rows = metricsOf(RUN, ["source", "add", "out"]);

  test("are in the order of the flow, and those of no step of it come last", () => {
    expect(metricsOf(RUN, ["out", "source"]).map(({ step }) => step)).toEqual(["out", "source", "add"]);
  });

  test("have the share of late items among those that were judged, and none where nothing is", () => {
    expect(rows.map(({ lateShare }) => lateShare)).toEqual([null, 0.25, null]);
  });

  test("say nothing where there is nothing to say", () => {
    expect(rows[0]).toMatchObject({ inRate: null, open_windows: null, watermark: null, lag_ms: null });
    expect(rows[2]).toMatchObject({ outRate: null, busy: null });
  });

  test("add up what left by all ports", () => {
    expect(rows[1]).toMatchObject({ items_in: 100, items_out: 30 });
  });

  test("have how busy a step was on the whole when the run has ended", () => {
    const ended = applyEvents(RUN, script([{ type: "run_ended", status: "finished", reason: "" }], 5));
    expect(metricsOf(ended, ["add"])[0]).toMatchObject({ busy: 0.82, state: "finished" });
  });

  test.each([["busy", "source add out"], ["-busy", "add source out"], ["-items_in", "add out source"], ["watermark", "add source out"], ["step", "add out source"], [null, "source add out"], ["nope", "source add out"]])(
    "are sorted by %s, the unknown last: %s",
    (sort, order) => {
      expect(sortedMetrics(rows, sort).map(({ step }) => step).join(" ")).toBe(order);
    },
  );
});

describe("the rates of the last minutes", () => {
  const at = (rate: number) => ({ "a:in": { total: 9, rate }, "source.down": { total: 9, rate: rate * 2 }, "source:in": { total: 0, rate: 0 } });

  test("are noted once a second, oldest first", () => {
    const history = new RateHistory();
    expect([history.note(0, at(1), ["a", "source"]), history.note(400, at(5), ["a", "source"]), history.note(1_000, at(2), ["a", "source"])]).toEqual([true, false, true]);
    expect([history.of("a"), history.of("source"), history.of("gone")]).toEqual([[1, 2], [2, 4], []]);
  });

  test("are those of five minutes at most", () => {
    const history = new RateHistory();
    for (let second = 0; second < READINGS + 7; second += 1) history.note(second * 1_000, at(second), ["a"]);
    expect([history.of("a").length, history.of("a")[0], history.of("a").at(-1)]).toEqual([READINGS, 7, READINGS + 6]);
  });
});
