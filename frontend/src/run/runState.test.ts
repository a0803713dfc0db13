import { describe, expect, test } from "vitest";
import { counterOf, type Counter } from "./counters";
import type { RunEvent } from "./events";
import { applyEvent, applyEvents, isAlive, NO_RUN } from "./runState";
import { gap, items, openWindows, script, started, stats } from "./script.testing";

const STORY = script([
  { type: "status", status: "starting", speed: 1 },
  started,
  { type: "status", status: "running", speed: 1 },
  items(0, 3),
  stats(1, { source: { items_out: { down: 3 } } }),
  gap(3, 100),
  items(103, 2),
  { type: "printed", step_id: "out", lines: ["('a', 1)", "('b', 2)"], skipped: 4 },
  stats(2, { source: { items_out: { down: 105 } } }),
  { type: "run_ended", status: "finished", reason: "" },
]);

describe("a run", () => {
  test("is not there before its first event", () => {
    expect(NO_RUN.status).toBeNull();
    expect(isAlive(NO_RUN)).toBe(false);
  });

  test("is as its events tell", () => {
    const run = applyEvents(NO_RUN, STORY);
    expect(run).toMatchObject({ seq: 10, missed: 0, status: "finished", flowName: "windowing", clock: "frozen", failure: null });
    expect(run.samples["source.down"]).toMatchObject({ items: 5, skipped: 100, total: 105 });
    expect(run.printed["out"]).toMatchObject({ items: 2, skipped: 4, total: 6 });
  });

  test("ignores an event it has seen", () => {
    const run = applyEvents(NO_RUN, STORY);
    for (const event of STORY) expect(applyEvent(run, event)).toBe(run);
  });

  test("notes a hole and goes on with what came", () => {
    const run = applyEvents(NO_RUN, STORY.filter((event) => event.seq !== 4 && event.seq !== 5));
    expect(run).toMatchObject({ seq: 10, missed: 2, status: "finished" });
    expect(run.log.lines.find((line) => line.kind === "missed")?.text).toContain("2 events of this run never came");
  });

  test("that failed says why, and at which step", () => {
    const run = applyEvents(NO_RUN, script([
      started,
      { type: "step_failed", step_id: "hot", code: "bad-item", message: "the item 7 has no timestamp" },
      { type: "run_ended", status: "failed", reason: "step hot could not go on" },
    ]));
    expect(run.failure).toEqual({ stepId: "hot", code: "bad-item", message: "the item 7 has no timestamp" });
    expect(run.reason).toBe("step hot could not go on");
    expect(run.log.lines.map((line) => line.kind)).toEqual(["status", "failure", "failure"]);
  });

  test.each([
    ["", "Ended: stopped."],
    ["the studio was shut down", "Ended: stopped. The studio was shut down"],
  ])("that was stopped with the reason '%s' logs '%s'", (reason, text) => {
    const run = applyEvents(NO_RUN, script([started, { type: "run_ended", status: "stopped", reason }]));
    expect(run.log.lines.at(-1)?.text).toBe(text);
  });

  test("logs a streak of gaps of one port as one line", () => {
    const run = applyEvents(NO_RUN, script([gap(0, 5), gap(0, 1, "other"), gap(5, 6), { type: "status", status: "running", speed: 1 }, gap(11, 7)]));
    expect(run.log.lines.map((line) => line.skipped ?? line.text)).toEqual([11, 1, "Running.", 7]);
  });

  test("keeps what a step decided beside the ports, and the log is not about it", () => {
    const streams = { "add.down": "{val: int}", "add.decisions": "keyed {verdict: str}" };
    const run = applyEvents(NO_RUN, script([{ ...started, streams }, items(0, 3, "add", "decisions"), gap(3, 9, "add", "decisions")]));
    expect(run.streams).toEqual({ "add.down": "{val: int}" });
    expect(run.records).toEqual({ "add.decisions": "keyed {verdict: str}" });
    expect(run.samples["add.decisions"]).toMatchObject({ items: 3, skipped: 9 });
    expect(run.log.lines.map((line) => line.kind)).toEqual(["status"]);
  });

  test("keeps the open windows that each step told last", () => {
    const run = applyEvents(NO_RUN, script([started, openWindows("add", [0, 1]), openWindows("join", [4]), openWindows("add", [1], 900)]));
    expect(Object.keys(run.openWindows)).toEqual(["add", "join"]);
    expect(run.openWindows["add"]).toMatchObject({ total: 900, windows: [{ key: "a", window_id: 1 }] });
    expect(run.openWindows["join"]?.windows).toHaveLength(1);
  });

  test("says where its clock stands while it is paused, and what it goes on for", () => {
    const at = "2026-01-01T00:00:09Z";
    const paused = applyEvents(NO_RUN, script([started, { type: "status", status: "paused", speed: 1, system_time: at }]));
    expect(paused).toMatchObject({ status: "paused", stepping: null, stoodAt: at });
    const stepping = applyEvents(paused, script([{ type: "status", status: "paused", speed: 1, stepping: "window", system_time: at }], 3));
    expect(stepping).toMatchObject({ status: "paused", stepping: "window" });
    expect(stepping.log).toBe(paused.log);
    const going = applyEvents(stepping, script([{ type: "status", status: "running", speed: 10 }], 4));
    expect(going).toMatchObject({ status: "running", speed: 10, stepping: null, stoodAt: null });
    expect(going.log.lines.at(-1)?.text).toBe("Running, 10 times as fast as the clock.");
  });

  test("can be frozen: no event changes what was there before", () => {
    const before = applyEvents(NO_RUN, STORY.slice(0, 4));
    const frozen = structuredClone(before);
    applyEvents(before, STORY);
    expect(before).toEqual(frozen);
  });
});

function counter(events: readonly RunEvent[], port = "down"): Counter {
  return counterOf(applyEvents(NO_RUN, events).counters, "source", port);
}

describe("a port's counter", () => {
  test("is nothing before the run tells", () => {
    expect(counter([])).toEqual({ total: 0, rate: 0 });
  });

  test("begins with the mean rate so far", () => {
    expect(counter(script([stats(2, { source: { items_out: { down: 100 } } })]))).toEqual({ total: 100, rate: 50 });
  });

  test("moves to a new rate within a few seconds", () => {
    const steady = Array.from({ length: 10 }, (_, at) => stats(at + 1, { source: { items_out: { down: at < 2 ? 0 : (at - 1) * 100 } } }));
    const rate = counter(script(steady)).rate;
    expect(rate).toBeGreaterThan(98);
    expect(rate).toBeLessThanOrEqual(100);
  });

  test("counts what a step took in under its input port", () => {
    expect(counter(script([stats(1, { source: { items_in: 7, items_out: { down: 2 } } })]), "up").total).toBe(7);
  });

  test("rests when the run has ended", () => {
    expect(counter(STORY)).toEqual({ total: 105, rate: 0 });
  });
});

/** A small generator of numbers below 1 that gives the same row for the same seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("however frames overlap, repeat and go missing", () => {
  const long = script(Array.from({ length: 60 }, (_, at) => (at % 7 === 3 ? gap(at * 2, 2) : items(at * 2, 2))));

  test.each(Array.from({ length: 50 }, (_, seed) => seed))("catching up from the last event gives the same run (%i)", (seed) => {
    const next = chance(seed);
    let run = NO_RUN;
    while (run.seq < long.length) {
      // The server sends from any event already seen up to the next one, some events twice, and breaks off anywhere.
      const from = Math.floor(next() * (run.seq + 1));
      const frame = long.slice(from, from + 1 + Math.floor(next() * 12)).flatMap((event) => (next() < 0.3 ? [event, event] : [event]));
      run = applyEvents(run, frame);
    }
    expect(run).toEqual(applyEvents(NO_RUN, long));
  });
});

test("what was applied once never changes, however many events come after it", () => {
  const before = applyEvents(NO_RUN, script([started, items(0, 2), gap(2, 5)]));
  const kept = { ...before.samples };
  const together = applyEvents(before, script([items(7, 2), items(9, 1, "other")], 4));
  const single = applyEvent(before, script([items(7, 2)], 4)[0] as RunEvent);
  applyEvent(together, script([items(10, 1)], 6)[0] as RunEvent);
  expect(before.samples).toEqual(kept);
  expect(together.samples["source.down"]).toMatchObject({ items: 4, total: 9 });
  expect(single.samples["source.down"]).toEqual(together.samples["source.down"]);
});
