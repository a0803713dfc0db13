import { describe, expect, test } from "vitest";
import { busyText, lagText, STATE_TEXTS } from "./readingText";
import { applyEvents, NO_RUN, type RunState } from "./runState";
import { script, started, stats } from "./script.testing";
import { busiestStep, busyNow, lagMs, pressureOf, stepState, streamWatermark } from "./watching";

type Told = Parameters<typeof script>[0][number];
const running: Told = { type: "status", status: "running", speed: 1 };
const live: Told = { ...started, clock: "live" };

function run(...events: readonly Told[]): RunState {
  return applyEvents(NO_RUN, script(events));
}

/** Counters with seconds of work. */
function busy(elapsed_s: number, seconds: Record<string, number>): Told {
  return stats(elapsed_s, Object.fromEntries(Object.entries(seconds).map(([id, busy_s]) => [id, { busy_s }])));
}

describe("the state of a step", () => {
  test("is none before a run", () => {
    expect(stepState(NO_RUN, "a")).toBeNull();
  });

  test("is running while items pass it, else idle", () => {
    const moving = run(started, running, stats(1, { a: { items_in: 5 }, b: {} }));
    expect(["a", "b"].map((id) => stepState(moving, id))).toEqual(["running", "idle"]);
  });

  test("is running at a source, which takes nothing in", () => {
    expect(stepState(run(started, running, stats(1, { a: { items_out: { down: 7 } } })), "a")).toBe("running");
  });

  test("is that of the run otherwise", () => {
    expect(stepState(run(started, { type: "status", status: "paused", speed: 1 }), "a")).toBe("paused");
    expect(stepState(run(started, { type: "run_ended", status: "finished", reason: "" }), "a")).toBe("finished");
  });

  test("is failed at the step that failed, and stopped at the others", () => {
    const failed = run(started, { type: "step_failed", step_id: "a", code: "x", message: "no" }, { type: "run_ended", status: "failed", reason: "no" });
    expect(["a", "b"].map((id) => stepState(failed, id))).toEqual(["failed", "stopped"]);
  });

  test("has a shape and a word of its own each", () => {
    const texts = Object.values(STATE_TEXTS);
    expect(new Set(texts.map((text) => text.split(" ")[1])).size).toBe(texts.length);
  });
});

describe("how busy a step is", () => {
  test("is the share of the time between two tellings that it worked", () => {
    const told = run(started, running, busy(1, { a: 0.001, b: 0.001 }), busy(101, { a: 82, b: 10 }));
    expect(busyText(busyNow(told, "a"))).toBe("82 % busy");
    expect(busiestStep(told)).toBe("a");
  });

  test("is unknown where the engine does not tell it, and when the run stands still", () => {
    const told = run(started, running, stats(1, { a: { items_in: 5 } }));
    expect(busyText(busyNow(told, "a"))).toBe("—");
    expect(busiestStep(told)).toBeNull();
    expect(busyNow(run(started, running, busy(0, { a: 0 }), busy(10, { a: 9 }), { type: "status", status: "paused", speed: 1 }), "a")).toBeNull();
  });

  test.each([[0, "0 % busy"], [0.004, "< 1 % busy"], [0.5, "50 % busy"], [1.2, "100 % busy"], [NaN, "—"], [null, "—"]])("a share of %s is %s", (share, text) => {
    expect(busyText(share)).toBe(text);
  });

  test.each([[0.6, "light"], [0.601, "strained"], [0.85, "strained"], [0.851, "full"]])("a share of %d is %s", (share, pressure) => {
    expect(pressureOf(share)).toBe(pressure);
  });
});

describe("how far a watermark is behind", () => {
  // The script tells an event a second, from 00:00:01 on.
  const told = run(live, running, stats(2, { a: { watermark: "2025-12-31T23:59:51Z" }, b: {} }));

  test("is the system's time less the watermark", () => {
    expect(lagText(lagMs(told, "a"))).toBe("12 s behind");
  });

  test("is unknown before there is a watermark, in a frozen run, and when it has ended", () => {
    expect(lagText(lagMs(told, "b"))).toBe("—");
    expect(lagMs(run(started, running, stats(2, { a: { watermark: "2025-12-31T23:59:51Z" } })), "a")).toBeNull();
    expect(lagMs(applyEvents(told, script([{ type: "run_ended", status: "stopped", reason: "" }], 4)), "a")).toBeNull();
  });

  test("does not grow while the run is paused", () => {
    const later = [{ type: "status", status: "paused", speed: 1 }, running, running, running, stats(2, { a: { watermark: "2025-12-31T23:59:51Z" } })] as const;
    const paused = applyEvents(told, script([later[0], later[0], later[0], later[4]], 4));
    expect(lagText(lagMs(paused, "a"))).toBe("13 s behind");
  });

  test.each([[400, "0.4 s behind"], [-3_000, "3.0 s ahead"], [125_000, "2 min 5 s behind"], [120_000, "2 min behind"], [11_520_000, "3 h 12 min behind"], [97_200_000, "1 d 3 h behind"], [NaN, "—"]])(
    "%d ms are %s",
    (lag, text) => {
      expect(lagText(lag)).toBe(text);
    },
  );
});

test("a stream's watermark is that of the step it flows to, or else of the one it comes from", () => {
  const told = run(started, running, stats(1, { a: { watermark: "A" }, b: { watermark: "B" }, c: {} }));
  expect([streamWatermark(told, "a", "b"), streamWatermark(told, "b", "c"), streamWatermark(told, "c", "c")]).toEqual(["B", "B", null]);
});
