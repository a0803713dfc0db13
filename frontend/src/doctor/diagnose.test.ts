import { describe, expect, test } from "vitest";
import type { Flow } from "../api/types";
import { readInstant } from "../flow/micros";
import { flowOf } from "../flow/example.testing";
import type { OpenWindow, StepStats } from "../run/events";
import { NO_RUN, type RunState } from "../run/runState";
import { addItems, EMPTY_SAMPLE } from "../run/sample";
import { diagnose, PATIENCE_MS } from "./diagnose";
import { roundText } from "./waiting";

const NONE: StepStats = {
  items_in: 0, kept: 0, late: 0, bad: 0, filtered: 0, dropped: 0, items_out: {}, watermark: null, watermark_slowest: null,
  keys: null, open_windows: 0, held: null, early: null, out_of_order: null, busy_s: 0, cost: null,
};

function flowWith(clock: Record<string, unknown> = { wait: "5s" }, windower: Record<string, unknown> = { type: "tumbling", length: "10m" }): Flow {
  const flow = flowOf({ source: "testing_source", only: "filter", win: "collect_window" }, ["source.down > only.up", "only.down > win.up"]);
  return { ...flow, steps: flow.steps.map((step) => (step.id === "win" ? { ...step, config: { clock: { type: "event", timestamp: "at", ...clock }, windower } } : step)) };
}

const WINDOW: OpenWindow = {
  key: "a", window_id: 3, open_time: "2022-01-01T10:10:00Z", close_time: "2022-01-01T10:20:00Z", watermark: "2022-01-01T10:17:21Z",
  last_timestamp: null, items: 4, due_at: "2026-01-01T00:02:39Z",
};

interface Given {
  readonly steps?: Readonly<Record<string, Partial<StepStats>>>;
  readonly windows?: readonly Partial<OpenWindow>[];
  readonly run?: Partial<RunState>;
  readonly flow?: Flow;
  readonly now?: string;
  readonly silent_ms?: number;
}

function diagnosed({ steps = {}, windows = [], run = {}, flow = flowWith(), now = "2026-01-01T00:00:10Z", silent_ms = PATIENCE_MS }: Given) {
  const clock = run.clock ?? "live";
  const stats = Object.fromEntries(flow.steps.map(({ id }) => [id, { ...NONE, ...steps[id] }]));
  const told = { type: "open_windows" as const, seq: 1, at: "", step_id: "win", total: windows.length, system_time: clock === "live" ? "2026-01-01T00:00:00Z" : null, windows: windows.map((one) => ({ ...WINDOW, ...one })) };
  const state: RunState = { ...NO_RUN, status: "running", clock, streams: { "win.meta": "" }, steps: stats, openWindows: windows.length > 0 ? { win: told } : {}, ...run };
  const read = readInstant(now);
  return diagnose(state, flow, { now: clock === "live" && "us" in read ? read.us : null, silent_ms: { win: silent_ms } });
}

const OPEN = { win: { items_in: 4, kept: 4, open_windows: 1 } };
const FIRST = "Window 3 of `a` [10:10:00, 10:20:00) closes when its watermark reaches 10:20:00, as an item of 10:20:05 would make it (close and wait); now";

const CASES: readonly [claim: string, given: Given, state: string, short: string, line: string, remedies: string[]][] = [
  [
    "a window that the clock will close says when, and how far its watermark is by now", { steps: OPEN, windows: [{}] },
    "waiting", "waits 2 min 29 s", `${FIRST} 10:17:31. If nothing comes, the clock closes it in 2 min 29 s.`, ["finish", "wait"],
  ],
  [
    "a frozen clock is not waited for", { steps: OPEN, windows: [{ due_at: null }], run: { clock: "frozen" } },
    "stalled", "needs later items", `${FIRST} 10:17:21. The run's clock is frozen: only a later item of \`a\`, or the end of the input, closes it.`, ["finish", "wait", "live"],
  ],
  ["a window that is due says so", { steps: OPEN, windows: [{}], now: "2026-01-01T00:03:00Z" }, "waiting", "due now", `${FIRST} 10:20:21. It is due now.`, ["finish", "wait"]],
  [
    "without a wait, an item of the close time itself closes it", { steps: OPEN, windows: [{}], flow: flowWith({ wait: "0s" }) },
    "waiting", "waits 2 min 29 s", "closes when its watermark reaches 10:20:00; now 10:17:31.", ["finish"],
  ],
  [
    "a session waits for its gap", { steps: OPEN, windows: [{ close_time: null, last_timestamp: "2022-01-01T10:15:00Z" }], flow: flowWith({ wait: "5s" }, { type: "session", gap: "5m" }) },
    "waiting", "waits 2 min 29 s", "Session 3 of `a` [10:10:00, 10:15:00] closes once its watermark has passed 10:20:00, the gap of 5 min after its last item; now 10:17:31.", ["finish", "wait"],
  ],
  [
    "a paused run says that first", { steps: OPEN, windows: [{}], run: { status: "paused" } },
    "stalled", "paused", "The run is paused: its clock stands still, so no window closes, and nothing becomes late either.", ["resume", "finish", "wait"],
  ],
  ["a source that made nothing is idle", {}, "stalled", "source idle", "No item has come: the source `source` is idle; it has made none yet.", ["step"]],
  [
    "a source whose items all went aside", { steps: { source: { items_out: { quarantine: 7 } } } },
    "stalled", "no items", "No item has come: of the source `source`, 7 items left by `quarantine` and none by `down`.", ["output", "step"],
  ],
  [
    "a step above that let nothing through", { steps: { source: { items_out: { down: 12 } }, only: { items_in: 12, filtered: 12 } } },
    "stalled", "no items", "No item has come: `only` above let none of its items by `down` (12 items in, 12 filtered).", ["step"],
  ],
  [
    "a step above that could handle none", { steps: { source: { items_out: { down: 2 } }, only: { items_in: 2, bad: 2 } } },
    "stalled", "no items", "(2 items in, 2 bad).", ["step", "output"],
  ],
  ["items that were all late", { steps: { win: { items_in: 5, late: 5 } } }, "stalled", "all late", "All 5 items that came were late, so no window has opened.", ["late"]],
  ["items that were all bad", { steps: { win: { items_in: 1, bad: 1 } } }, "stalled", "all bad", "All 1 item that came could not be handled", ["output"]],
  ["items that were late and bad", { steps: { win: { items_in: 3, bad: 1, late: 2 } } }, "stalled", "none taken in", "Of 3 items that came, 2 were late and 1 could not be handled", ["late", "output"]],
];

describe("the doctor says why a window step gives nothing", () => {
  test.each(CASES)("%s", (_claim, given, state, short, line, remedies) => {
    const [verdict] = diagnosed(given);
    expect(verdict).toMatchObject({ stepId: "win", state, short });
    expect(verdict?.lines[0]).toContain(line);
    expect(verdict?.remedies.map(({ kind }) => kind)).toEqual(remedies);
  });

  test("of many keys, each one's first window, the one that closes first before the others, and how many more there are", () => {
    const windows = ["d", "c", "b", "a"].map((key, index) => ({ key, due_at: `2026-01-01T00:0${5 - index}:00Z` }));
    const [verdict] = diagnosed({ steps: OPEN, windows });
    expect(verdict?.lines.map((line) => /of `(\w)`/.exec(line)?.[1])).toEqual(["a", "b", "c", undefined]);
    expect(verdict?.lines.at(-1)).toBe("1 more window is open.");
    expect(verdict?.short).toBe("waits 1 min 50 s");
  });

  test("and how long ago the last item of a key came, where that was recorded", () => {
    const decisions = addItems(EMPTY_SAMPLE, { first: 0, count: 2, keys: ["a", "b"], columns: { arrived_at: ["2025-12-31T23:56:10Z", "2026-01-01T00:00:00Z"] } });
    const [verdict] = diagnosed({ steps: OPEN, windows: [{}], run: { samples: { "win.decisions": decisions } } });
    expect(verdict?.lines[0]).toContain("The last item of `a` came 4 min ago.");
  });

  test("a wait is shortened to a tenth of it", () => {
    const [verdict] = diagnosed({ steps: OPEN, windows: [{}], flow: flowWith({ wait: "1m 25s" }) });
    expect(verdict?.remedies).toContainEqual({ kind: "wait", stepId: "win", wait: "8s" });
  });

  test.each([
    ["has just given something", { steps: OPEN, windows: [{}], silent_ms: PATIENCE_MS - 1 }],
    ["has items on their way to it", { steps: { source: { items_out: { down: 2 } }, only: { items_in: 2, items_out: { down: 2 } } } }],
    ["closed all its windows", { steps: { win: { items_in: 4, kept: 4, open_windows: 0 } } }],
    ["is in a run that has ended", { steps: OPEN, windows: [{}], run: { status: "finished" as const } }],
  ])("and nothing of one that %s", (_claim, given) => {
    expect(diagnosed(given)).toEqual([]);
  });
});

test("spans are as fine as they are long", () => {
  expect([1_234_567n, 149_900_000n, 7_384_000_000n, 260_000_000_000n].map(roundText)).toEqual(["1.2 s", "2 min 29 s", "2 h 3 min", "3 d"]);
});
