import { describe, expect, test } from "vitest";
import { addItems, EMPTY_SAMPLE, type ItemChunk } from "../run/sample";
import { Bins } from "./bins";
import { hitAt } from "./hit";
import { Items } from "./items";
import { Keys } from "./keys";
import { laneShape, lanesOf } from "./lanes";
import { decisions, decisionsOf, instant, meta, piecesOf, recordedRuns, timelineOf } from "./recorded.testing";
import { fitted, instantAt, placeOf, ticksOf, zoomed } from "./scale";
import { GUTTER, AXIS_HEIGHT, itemsInSight, sceneOf, stairOf, windowsInSight, xOf, yOf, type Scene, type SceneWish } from "./scene";
import { spansOf } from "./spans";
import { Stack } from "./stack";
import { Timeline } from "./timeline";
import { instantUs } from "./instants";
import { Windows } from "./windows";

const START = instantUs(instant(0));
const TUMBLING = { clock: { type: "event", wait: "0s" }, windower: { type: "tumbling", length: "10s" } };

/** Small numbers that look random and are the same each time. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function sceneFor(timeline: Timeline, more: Partial<SceneWish> = {}): Scene {
  const lanes = lanesOf(timeline.keys, "", "name");
  const view = { from_us: START, to_us: START + 60e6 };
  return sceneOf({ timeline, view, by: "keys", zone: "utc", lanes, scroll: 0, wait_us: 0, spans: null, fullWidth: GUTTER + 600, fullHeight: AXIS_HEIGHT + 300, ...more });
}

function someItems(): Timeline {
  const timeline = new Timeline("r1", "win");
  const told = decisions([["b", 10, 10], ["a", 20, 20], ["a", 15, 20], ["b", 30, 30], ["a", 50, 50]]);
  const windows = meta([{ key: "a", id: 1, open: 10, close: 20 }, { key: "a", id: 2, open: 20, close: 30 }, { key: "b", id: 1, open: 10, close: 20 }]);
  timeline.update(piecesOf({ "win.decisions": decisionsOf([told]), "win.meta": addItems(EMPTY_SAMPLE, windows) }, TUMBLING));
  return timeline;
}

describe("sub-lanes", () => {
  test("never hold two windows that overlap, however they come", () => {
    const random = randoms(7);
    for (let round = 0; round < 40; round += 1) {
      const stack = new Stack();
      const placed = Array.from({ length: 60 }, () => {
        const open = Math.floor(random() * 100);
        const close = open + Math.floor(random() * 30);
        return { open, close, lane: stack.place(open, close) };
      });
      const meeting = placed.flatMap((one, at) => placed.slice(at + 1).filter((other) => one.lane === other.lane && one.open < other.close && other.open < one.close));
      expect(meeting).toEqual([]);
    }
  });

  test("of sliding windows are as many as overlap", () => {
    const stack = new Stack();
    expect(Array.from({ length: 8 }, (_, at) => stack.place(5 * at, 5 * at + 20))).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  });

  test("keep the same window that left twice apart", () => {
    const stack = new Stack();
    expect([stack.place(0, 10), stack.place(0, 10), stack.place(5, 5), stack.place(5, 5)]).toEqual([0, 1, 2, 3]);
  });
});

describe("scales", () => {
  const view = { from_us: START, to_us: START + 60e6 };

  test("lead from a place to its instant and back", () => {
    for (const x of [0, 1, 299.5, 600]) expect(placeOf(view, 600, instantAt(view, 600, x))).toBeCloseTo(x, 6);
  });

  test("zoom about the place where the pointer is", () => {
    for (const x of [0, 123, 600]) {
      const closer = zoomed(view, 600, x, 0.3);
      expect(instantAt(closer, 600, x)).toBeCloseTo(instantAt(view, 600, x), -1);
      expect(closer.to_us - closer.from_us).toBeCloseTo(18e6, 0);
    }
  });

  test("end where nothing can be told apart any more", () => {
    let here = view;
    for (let step = 0; step < 200; step += 1) here = zoomed(here, 600, 300, 0.5);
    expect(here.to_us - here.from_us).toBeGreaterThanOrEqual(16);
  });

  test("are marked at round times, never closer than they can be read", () => {
    for (const span of [50, 3e3, 4e6, 70e6, 5e9, 1e12, 4e14]) {
      const ticks = ticksOf({ from_us: START, to_us: START + span }, 900, "utc");
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(10);
      expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
    }
    expect(ticksOf(view, 600, "utc").map(({ text }) => text)).toEqual(["00:00:00", "00:00:10", "00:00:20", "00:00:30", "00:00:40", "00:00:50", "00:01:00"]);
  });

  test("hold all there is, with a margin", () => {
    const all = fitted({ from_us: 100e6, to_us: 200e6 });
    expect(all.from_us).toBeLessThan(100e6);
    expect(all.to_us).toBeGreaterThan(200e6);
  });
});

describe("cells", () => {
  test("hold every item once, outermost ones too", () => {
    const random = randoms(3);
    const bins = Bins.over(null, 333, 97, 4);
    for (let item = 0; item < 5_000; item += 1) bins.add(random() * 400 - 30, random() * 120 - 10);
    expect(bins.counts.reduce((sum, count) => sum + count, 0)).toBe(5_000);
    expect(Math.max(...bins.counts)).toBe(bins.most);
  });

  test("are emptied when they are used again, and made anew for another size", () => {
    const first = Bins.over(null, 100, 100, 4);
    first.add(5, 5);
    expect(Bins.over(first, 100, 100, 4).counts.every((count) => count === 0)).toBe(true);
    expect(Bins.over(first, 200, 100, 4)).not.toBe(first);
  });

  test("with one item among thousands are still seen", () => {
    const bins = Bins.over(null, 100, 100, 4);
    for (let item = 0; item < 9_999; item += 1) bins.add(50, 50);
    bins.add(2, 2);
    const faintest: number[] = [];
    bins.each((_x, _y, fullness) => faintest.push(fullness));
    expect(faintest).toHaveLength(2);
    expect(Math.min(...faintest)).toBeGreaterThanOrEqual(0.3);
    expect(Math.max(...faintest)).toBeLessThanOrEqual(1);
  });
});

describe("the items of a timeline", () => {
  test("are in order of event time, however they come", () => {
    for (const run of recordedRuns()) {
      const { items } = timelineOf(run);
      const times = Array.from(items.order.subarray(0, items.count), (row) => items.time[row] as number);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(new Set(items.order.subarray(0, items.count)).size).toBe(items.count);
    }
  });

  test("are let go oldest first, and those that stay keep their windows and places", () => {
    const keys = new Keys();
    const items = new Items(keys, 100);
    for (let event = 0; event < 30; event += 1) {
      const told = decisions(Array.from({ length: 10 }, (_, at): [string, number, number] => [`k${at % 3}`, 30 + ((event * 7 + at * 5) % 20), 40]), event * 10);
      const chunk = addItems(EMPTY_SAMPLE, { ...told, columns: { ...told.columns, window_ids: told.keys?.map((_, at) => [event * 10 + at]) ?? [] } }).chunks[0] as ItemChunk;
      items.add(chunk, 0, 10);
    }
    expect(items.count + items.forgotten).toBe(300);
    expect(items.count).toBeLessThanOrEqual(100);
    for (let row = 0; row < items.count; row += 1) expect(items.windowIds(row)).toEqual([String(items.position[row])]);
    expect([...items.order.subarray(0, items.count)].toSorted((a, b) => a - b)).toEqual(Array.from({ length: items.count }, (_, row) => row));
    expect(keys.items.reduce((sum, count) => sum + count, 0)).toBe(items.count);
    expect(items.rowAt(299)).toBe(items.count - 1);
    expect(items.rowAt(0)).toBe(-1);
  });

  test("lie where their time and their key's lane are", () => {
    const timeline = someItems();
    const scene = sceneFor(timeline);
    const row = timeline.items.rowAt(2);
    expect(xOf(scene, timeline.items.time[row] as number)).toBeCloseTo(150, 6);
    expect(yOf(scene, row)).toBe(scene.shape.items);
    expect(yOf(scene, timeline.items.rowAt(0))).toBe(scene.shape.height + scene.shape.items);
  });

  test("in sight are those between the ends of the view", () => {
    const timeline = someItems();
    const positions = (from: number, to: number): number[] => itemsInSight(sceneFor(timeline, { view: { from_us: START + from * 1e6, to_us: START + to * 1e6 } })).map((row) => timeline.items.position[row] as number);
    expect(positions(0, 60)).toEqual([0, 2, 1, 3, 4]);
    expect(positions(15, 30)).toEqual([2, 1]);
  });
});

describe("what is under the pointer", () => {
  const timeline = someItems();
  const scene = sceneFor(timeline);

  test("is the nearest item", () => {
    expect(hitAt(scene, 152, scene.shape.items + 3)).toEqual({ kind: "item", row: 2 });
    expect(hitAt(scene, 198, scene.shape.items)).toEqual({ kind: "item", row: 1 });
  });

  test("is a window where no item is", () => {
    expect(hitAt(scene, 125, scene.shape.top + 3)).toEqual({ kind: "window", at: 0 });
    expect(hitAt(scene, 250, scene.shape.top + 3)).toEqual({ kind: "window", at: 1 });
  });

  test("is nothing elsewhere", () => {
    expect(hitAt(scene, 560, 200)).toBeNull();
  });
});

describe("a watermark's stair", () => {
  test("never goes back and never down, but where a clock was forgotten", () => {
    for (const run of recordedRuns()) {
      const timeline = timelineOf(run);
      for (let key = 0; key < timeline.keys.count; key += 1) {
        const points = stairOf(timeline, key);
        for (let at = 2; at < points.length; at += 2) {
          const [before, after] = [points[at - 2] as number, points[at] as number];
          if (Number.isNaN(before) || Number.isNaN(after)) continue;
          expect(after).toBeGreaterThanOrEqual(before);
          expect(points[at + 1] as number).toBeGreaterThanOrEqual(points[at - 1] as number);
        }
      }
    }
  });

  test("of all keys is the furthest of any", () => {
    const { items } = someItems();
    expect([...items.furthest.subarray(0, items.count)].map((us) => (us - START) / 1e6)).toEqual([10, 20, 20, 30, 50]);
  });
});

describe("windows", () => {
  const OPEN = { key: "a", window_id: 3, open_time: instant(30), close_time: instant(40) };

  test("are open until they are told as closed", () => {
    const windows = new Windows(new Keys());
    windows.setOpen([OPEN, { ...OPEN, window_id: 4, open_time: instant(40), close_time: instant(50) }]);
    expect([windows.count, windows.openCount]).toEqual([2, 2]);
    const chunk = addItems(EMPTY_SAMPLE, meta([{ key: "a", id: 3, open: 30, close: 40 }])).chunks[0] as ItemChunk;
    windows.add(chunk, 0, 1);
    expect([windows.count, windows.openCount]).toEqual([2, 1]);
    expect(windows.id).toEqual(["3", "4"]);
    windows.setOpen([]);
    expect(windows.id).toEqual(["3"]);
  });

  test("that are open and have no end yet reach to their last item", () => {
    const windows = new Windows(new Keys());
    windows.setOpen([{ key: "a", window_id: null, open_time: instant(3), close_time: null, last_timestamp: instant(9) }]);
    expect([(windows.open[0] as number) - START, (windows.close[0] as number) - START]).toEqual([3e6, 9e6]);
    expect(windows.id[0]).toBeNull();
  });

  test("let go of make room, and the rest stay where they are", () => {
    const windows = new Windows(new Keys(), 50);
    for (let at = 0; at < 12_000; at += 1) {
      const chunk = addItems(EMPTY_SAMPLE, meta([{ key: "a", id: at, open: at, close: at + 2, merged: at % 2 === 1 ? [at - 1] : [] }])).chunks[0] as ItemChunk;
      windows.add(chunk, 0, 1);
    }
    expect(windows.count + windows.forgotten).toBe(12_000);
    for (let at = 0; at < windows.count; at += 1) {
      const id = Number(windows.id[at]);
      expect(windows.merged.get(at)).toEqual(id % 2 === 1 ? [String(id - 1)] : undefined);
    }
  });

  test("of keys that share their times are one span", () => {
    const timeline = someItems();
    const { spans, depth } = spansOf(timeline.windows, lanesOf(timeline.keys, "", "name"));
    expect(spans.map(({ open_us, count }) => [(open_us - START) / 1e6, count])).toEqual([[10, 2], [20, 1]]);
    expect(depth).toBe(1);
    expect(spansOf(timeline.windows, lanesOf(timeline.keys, "b", "name")).spans).toHaveLength(1);
  });

  test("in sight are those that touch the view and whose lane is in the picture", () => {
    const timeline = someItems();
    expect(windowsInSight(sceneFor(timeline))).toEqual([0, 1, 2]);
    expect(windowsInSight(sceneFor(timeline, { view: { from_us: START + 21e6, to_us: START + 60e6 } }))).toEqual([1]);
    expect(windowsInSight(sceneFor(timeline, { lanes: lanesOf(timeline.keys, "b", "name") }))).toEqual([2]);
  });
});

describe("lanes", () => {
  test("are by name with numbers as numbers, or most late first", () => {
    const keys = new Keys();
    for (const name of ["k10", "k9", "k1"]) keys.items[keys.intern(name)] = 5;
    keys.intern("let go");
    keys.late[1] = 4;
    const names = (order: "late" | "name", filter = ""): (string | undefined)[] => lanesOf(keys, filter, order).keys.map((key) => keys.names[key]);
    expect(names("name")).toEqual(["k1", "k9", "k10"]);
    expect(names("late")).toEqual(["k9", "k1", "k10"]);
    expect(names("name", "K1")).toEqual(["k1", "k10"]);
  });

  test("of few keys share the room, and none is so low that it cannot be read", () => {
    expect(laneShape(1, 2, 600).height).toBeGreaterThan(laneShape(1, 200, 600).height);
    for (const depth of [1, 3, 8, 40]) {
      const shape = laneShape(depth, 500, 300);
      expect(shape.top + (shape.depth - 1) * shape.step + shape.bar).toBeLessThan(shape.items);
      expect(shape.bar).toBeLessThan(shape.step + 1);
    }
  });
});
