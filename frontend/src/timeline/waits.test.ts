import { describe, expect, test } from "vitest";
import type { Step } from "../api/types";
import type { ItemChunk, NewItems } from "../run/sample";
import { Curve } from "./curve";
import { Items, LATE } from "./items";
import { Keys } from "./keys";
import { decisions, decisionsOf, piecesOf, recordedRuns, timelineOf, type RecordedRun } from "./recorded.testing";
import { settingOf } from "./setting";
import { Timeline } from "./timeline";
import type { Verdicts } from "./verdicts";
import { countAbove, Waits } from "./waits";

const RUNS = recordedRuns();
const LIVE = RUNS.filter(({ clock, name }) => clock === "live" && !name.includes("session"));

/** The positions of the items that would be late at a wait, but for keys of which that is said to be approximate. */
function predicted(timeline: Timeline, wait_us: number): number[] {
  const { items } = timeline;
  const verdicts = settled(timeline, wait_us);
  const rows = Array.from({ length: items.count }, (_, row) => row);
  return rows.filter((row) => verdicts.late[row] === LATE && !verdicts.isApproximate(items.key[row] as number)).map((row) => items.position[row] as number);
}

function really(timeline: Timeline, wait_us: number, late: readonly number[]): number[] {
  const { items } = timeline;
  const verdicts = settled(timeline, wait_us);
  return late.filter((position) => !verdicts.isApproximate(items.key[items.rowAt(position)] as number));
}

/** Who is late at a wait, once everything is worked out. */
function settled(timeline: Timeline, wait_us: number): Verdicts {
  for (;;) {
    const verdicts = timeline.verdictsAt(wait_us);
    if (!verdicts.working) return verdicts;
  }
}

describe("what another wait would have done", () => {
  test.each(RUNS.map((run) => [run.name, run] as const))("is what real runs at other waits did: %s", (_, run) => {
    const timeline = timelineOf(run);
    for (const [wait_us, late] of run.late) {
      expect(predicted(timeline, wait_us)).toEqual(really(timeline, wait_us, late));
    }
  });

  test("is exact for every key, since these runs told every item", () => {
    for (const run of RUNS) {
      const timeline = timelineOf(run);
      for (const [wait_us] of run.late) expect(settled(timeline, wait_us)).toMatchObject({ approximate: 0, working: false });
    }
  });

  test("needs no clock run again where time stands still, nor for sessions that drop by the watermark", () => {
    const exact = RUNS.filter(({ name, clock }) => (clock === "frozen" && !name.includes("session, window_closed")) || name.includes("session, behind"));
    expect(exact.length).toBeGreaterThan(30);
    for (const run of exact) {
      const timeline = timelineOf(run);
      for (const [wait_us] of run.late) expect(settled(timeline, wait_us).rerun).toBe(0);
    }
  });

  test("is by subtraction for some keys of live runs and by their clocks for others, and both are met", () => {
    const shares = LIVE.flatMap((run) => {
      const timeline = timelineOf(run);
      return run.late.map(([wait_us]) => settled(timeline, wait_us).rerun / timeline.keys.count);
    });
    expect(shares.filter((share) => share === 0).length).toBeGreaterThan(20);
    expect(shares.filter((share) => share > 0).length).toBeGreaterThan(20);
  });

  test("without the whole record, what subtraction may miss is said to be approximate", () => {
    for (const run of LIVE) {
      const [whole, partial] = [timelineOf(run), timelineOf(run)];
      partial.untold = 1;
      for (const [wait_us, late] of run.late) {
        const verdicts = settled(partial, wait_us);
        expect(verdicts).toMatchObject({ approximate: settled(whole, wait_us).rerun, rerun: 0, more: 0 });
        expect(predicted(partial, wait_us)).toEqual(really(partial, wait_us, late));
      }
    }
  });

  test("a key whose record is not what the run judged by is said to be approximate", () => {
    const run = LIVE.find((one) => timelineOf(one).keys.count === 1 && one.late.some(([wait_us]) => settled(timelineOf(one), wait_us).rerun === 1)) as RecordedRun;
    const timeline = timelineOf(run);
    timeline.items.after[0] = (timeline.items.after[0] as number) + 1;
    const doubtful = run.late.find(([wait_us]) => settled(timelineOf(run), wait_us).rerun === 1)?.[0] as number;
    expect(settled(timeline, doubtful)).toMatchObject({ rerun: 0, approximate: 1, more: 0 });
  });

  test("counts as many as subtraction does, and those more or fewer", () => {
    for (const run of RUNS) {
      const timeline = timelineOf(run);
      const curve = new Curve(timeline.waits, { late: 0, onTime: 0 });
      for (const [wait_us, late] of run.late) expect(curve.lateAt(wait_us) + settled(timeline, wait_us).more).toBe(late.length);
    }
  });

  test("subtraction alone would be wrong for some of them: their clocks are forgotten at other instants", () => {
    const off = RUNS.filter((run) => {
      const { items } = timelineOf(run);
      return run.late.some(([wait_us, late]) => {
        const rows = Array.from({ length: items.count }, (_, row) => row).filter((row) => (items.needed[row] as number) > wait_us);
        return rows.length !== late.length;
      });
    });
    expect(off.length).toBeGreaterThan(0);
  });

  test("at the wait of the run it is what the run did, for every key", () => {
    for (const run of RUNS) {
      const { items, waits } = timelineOf(run);
      for (let row = 0; row < items.count; row += 1) {
        expect((items.needed[row] as number) > waits.wait_us).toBe(items.verdict[row] === 1);
      }
    }
  });

  test("items that come bit by bit make the same of it as all at once", () => {
    for (const run of RUNS) {
      const whole = timelineOf(run);
      const bitwise = new Timeline("r1", "win");
      const bits = run.events.flatMap((event) => cut(event, 3));
      for (let end = 1; end <= bits.length; end += 1) {
        bitwise.update(piecesOf({ "win.decisions": decisionsOf(bits.slice(0, end)) }, run.config, run.clock));
        bitwise.verdictsAt(run.late[0]?.[0] ?? 0);
      }
      expect([...bitwise.waits.late]).toEqual([...whole.waits.late]);
      expect([...bitwise.waits.onTime]).toEqual([...whole.waits.onTime]);
      for (const [wait_us] of run.late) expect(settled(bitwise, wait_us).late).toEqual(settled(whole, wait_us).late);
    }
  });
});

function cut(event: NewItems, size: number): NewItems[] {
  return Array.from({ length: Math.ceil(event.count / size) }, (_, part) => {
    const [from, to] = [part * size, Math.min(event.count, (part + 1) * size)];
    const columns = Object.fromEntries(Object.entries(event.columns).map(([name, values]) => [name, values.slice(from, to)]));
    return { first: event.first + from, count: to - from, keys: event.keys?.slice(from, to) ?? null, columns };
  });
}

describe("the curve", () => {
  const timeline = new Timeline("r1", "win");
  const told = decisions([["a", 10, 10], ["a", 8, 10], ["a", 5, 10], ["a", 10, 10], ["a", 11, 10], ["a", 12, 10], ["a", 13, 10], ["a", 14, 10]]);
  timeline.update(piecesOf({ "win.decisions": decisionsOf([told]) }, { clock: { type: "event", wait: "0s" }, windower: { type: "tumbling", length: "10s" } }));

  test("counts the items that need more than a wait", () => {
    const curve = new Curve(timeline.waits, { late: 2, onTime: 6 });
    expect([0, 1e6, 2e6, 4_999_999, 5e6].map((wait) => curve.lateAt(wait))).toEqual([2, 2, 1, 1, 0]);
    expect(curve.total).toBe(8);
    expect(curve.isEstimate(0)).toBe(false);
  });

  test("finds the shortest wait for a goal", () => {
    const curve = new Curve(timeline.waits, { late: 2, onTime: 6 });
    expect([1, 0.25, 0.2, 0.125, 0.1, 0].map((share) => curve.waitFor(share))).toEqual([0, 0, 2e6, 2e6, 5e6, 5e6]);
    for (const share of [0.3, 0.2, 0.1, 0]) expect(curve.shareAt(curve.waitFor(share))).toBeLessThanOrEqual(share);
  });

  test("lets each told item stand for those that were not told, and says so", () => {
    const curve = new Curve(timeline.waits, { late: 20, onTime: 60 });
    expect([curve.lateAt(0), curve.lateAt(2e6), curve.total]).toEqual([20, 10, 80]);
    expect(curve.isEstimate(1e6)).toBe(true);
  });

  test("falls, and is nothing at the longest wait that is needed", () => {
    for (const run of RUNS) {
      const curve = new Curve(timelineOf(run).waits, { late: 0, onTime: 0 });
      const waits = [0, 1, 1e3, 1e6, 5e6, 2e7, curve.longest_us].toSorted((a, b) => a - b);
      const counts = waits.map((wait) => curve.lateAt(wait));
      expect(counts).toEqual(counts.toSorted((a, b) => b - a));
      expect(curve.lateAt(curve.longest_us)).toBe(0);
    }
  });

  test("bends where a few items need much more than the rest", () => {
    const skewed = new Timeline("r1", "win");
    const rows = Array.from({ length: 40 }, (_, at): [string, number, number] => ["a", 55 - (at % 4), 55]);
    skewed.update(piecesOf({ "win.decisions": decisionsOf([decisions([...rows, ["a", 5, 55]])]) }, { clock: { wait: "0s" }, windower: { type: "tumbling", length: "10s" } }));
    const curve = new Curve(skewed.waits, { late: 31, onTime: 10 });
    expect(curve.knee()).toBe(3e6);
  });
});

describe("a clock that may have been forgotten", () => {
  // The window closes at 10; the watermark stands at 8 when the second item comes, 2 seconds of system time short of it.
  const told = decisions([["a", 5, 3], ["a", 9, 8]]);
  const setter = { watermark_position: [0, null] };
  const timeline = new Timeline("r1", "win");
  const config = { clock: { type: "event", wait: "2s" }, windower: { type: "tumbling", length: "10s" } };
  timeline.update(piecesOf({ "win.decisions": decisionsOf([{ ...told, columns: { ...told.columns, ...setter } }]) }, config, "live"));

  test("is so with every wait that lets the watermark reach the close of the key's last window, and with none longer", () => {
    expect([0, 1, 1e6, 2e6, 9e6].map((wait) => timeline.waits.inDoubtAt(0, wait))).toEqual([true, false, false, false, false]);
  });
});

test("items that are let go leave the curve", () => {
  const items = new Items(new Keys(), 100);
  const waits = new Waits(items);
  const setting = settingOf({ id: "w", operator: "collect_window", config: { clock: { wait: "0s" }, windower: { type: "tumbling", length: "10s" } } } as Step);
  for (let event = 0; event < 30; event += 1) {
    const told = decisions(Array.from({ length: 10 }, (_, at): [string, number, number] => ["a", 50 - event - at, 50]), event * 10);
    items.add(decisionsOf([told]).chunks[0] as ItemChunk, 0, 10);
    waits.added(setting, true);
    expect(waits.late.length + waits.onTime.length).toBe(items.count);
  }
  const needed = Array.from(items.needed.subarray(0, items.count)).toSorted((a, b) => a - b);
  expect([...waits.onTime, ...waits.late]).toEqual(needed);
});

test("countAbove counts what is greater, and not what is equal", () => {
  expect([0, 1, 2, 3].map((least) => countAbove(Float64Array.from([1, 2, 2, 3]), least))).toEqual([4, 3, 1, 0]);
});
