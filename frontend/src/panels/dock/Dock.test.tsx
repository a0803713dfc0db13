import { MantineProvider } from "@mantine/core";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Flow, RunEvent } from "../../api/types";
import { followed, type Followed } from "../../run";
import { NOT_FOLLOWING } from "../../run/followed";
import { applyEvents } from "../../run/runState";
import { items, script, started, stats } from "../../run/script.testing";
import { useFlow } from "../../state/flowStore";
import { Dock } from "./Dock";
import { DOCK_AT_FIRST, openDockTab, useDock } from "./dockStore";

beforeEach(() => {
  // A list that draws only what is in sight needs a page with a height, which the test's page does not have.
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: 240 });
  Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, value: 900 });
  followed.setState(NOT_FOLLOWING, true);
  useDock.setState(DOCK_AT_FIRST);
});

afterEach(cleanup);

const WINDOWS = { ...started, streams: { "source.down": "{val: int}", "add.down": "keyed {window_id: int, value: int}", "add.late": "keyed {window_id: int, value: int}", "add.meta": "keyed {window_id: int}" } };

const LATE = {
  window_id: [0], value: [2], timestamp: ["2022-01-01T00:00:03Z"], watermark: ["2022-01-01T00:00:12Z"], late_by: ["9s"], wait_needed: ["9s"],
  window_open_time: ["2022-01-01T00:00:00Z"], window_close_time: ["2022-01-01T00:00:10Z"], window_was_open: [false],
  arrived_at: ["1970-01-01T00:00:00Z"], position: [6], watermark_position: [5],
};

function show(events: Parameters<typeof script>[0] = [], known: Partial<Followed> = {}): void {
  tell(script(events), known);
  render(<MantineProvider><Dock /></MantineProvider>);
}

function tell(events: readonly RunEvent[], known: Partial<Followed> = {}): void {
  act(() => followed.setState({ ...applyEvents(followed.getState(), events), ...known }));
}

function panel(): string {
  return screen.getByRole("tabpanel").textContent ?? "";
}

describe("Output", () => {
  test("says how to begin when nothing has run", () => {
    show();
    expect(panel()).toContain("Nothing has run yet");
  });

  test("says that a run starts", () => {
    show([{ type: "status", status: "starting", speed: 1 }]);
    expect(panel()).toContain("Starting the run");
  });

  test("says why a run takes long to start", () => {
    show([{ type: "status", status: "starting", reason: "compiling kernels", speed: 1 }]);
    expect(panel()).toContain("Its process is compiling kernels.");
  });

  test("waits for the first item", () => {
    show([started, { type: "status", status: "running", speed: 1 }]);
    expect(panel()).toContain("Waiting for the first item");
  });

  test("says that nothing came when the run has ended", () => {
    show([started, { type: "run_ended", status: "finished", reason: "" }]);
    expect(panel()).toContain("No item has left source.down.");
  });

  test("shows items with their columns, and says what it does not show", () => {
    show([started, { type: "status", status: "running", speed: 1 }, items(0, 3), { type: "gap", step_id: "source", port: "down", first: 3, skipped: 1200 }]);
    expect(screen.getAllByTestId("output-item")).toHaveLength(3);
    expect(screen.getByRole("columnheader", { name: "val" })).toBeDefined();
    expect(screen.getByTestId("skipped-note").textContent).toBe("1,200 items not shown: the sample was full");
  });

  test("stands still when frozen, and counts what comes", () => {
    show([started, { type: "status", status: "running", speed: 1 }, items(0, 3)]);
    fireEvent.click(screen.getByTestId("freeze"));
    tell(script([items(3, 1204)], 4));
    expect(screen.getAllByTestId("output-item")).toHaveLength(3);
    expect(screen.getByTestId("new-items").textContent).toContain("+1,204 new");
    fireEvent.click(screen.getByTestId("new-items"));
    expect(screen.queryByTestId("new-items")).toBeNull();
  });

  test("stands still while a row is read, and shows it in full", () => {
    show([started, { type: "status", status: "running", speed: 1 }, items(0, 3)]);
    fireEvent.click(screen.getAllByTestId("output-item")[1] as HTMLElement);
    tell(script([items(3, 5)], 4));
    expect(screen.getAllByTestId("output-item")).toHaveLength(3);
    expect(screen.getByTestId("row-detail").textContent).toContain("item 1val1");
    fireEvent.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.getAllByTestId("output-item")).toHaveLength(8);
  });

  test("shows the lines that the last sink printed, until something else is looked at", () => {
    const flow: Flow = {
      format: 1, name: "f", description: "", run: { clock: "auto", epoch_every: "10s", downtime: "does_not_count", cost_of_lateness: null }, layout: {}, notes: [], groups: [],
      steps: [{ id: "source", operator: "testing_source", config: {} }, { id: "out", operator: "stdout_sink", config: {} }],
      streams: [{ from: "source.down", to: "out.up" }],
    };
    show([started, { type: "printed", step_id: "out", lines: ["('a', 1)", "('b', 2)"], skipped: 0 }, items(0, 1)], { flow });
    expect(screen.getAllByTestId("printed-line").map((line) => line.textContent)).toEqual(["1('a', 1)", "2('b', 2)"]);
    fireEvent.change(screen.getByTestId("dock-select"), { target: { value: "source.down" } });
    expect(screen.getAllByTestId("output-item")).toHaveLength(1);
  });
});

describe("Late", () => {
  test("says that no item was late, of how many", () => {
    show([WINDOWS, stats(1, { add: { kept: 7 } }), { type: "run_ended", status: "finished", reason: "" }]);
    act(() => openDockTab("late"));
    expect(panel()).toContain("0 of 7 items late: every item was on time");
  });

  test("explains the item that is chosen, in words and as a picture", () => {
    show([WINDOWS, { type: "items", step_id: "add", port: "late", first: 0, count: 1, keys: ["a"], columns: LATE }]);
    act(() => openDockTab("late"));
    fireEvent.click(screen.getByTestId("late-item"));
    expect(screen.getByTestId("late-explanation").textContent).toContain("A wait of 9 s would have kept it. Window 0 [00:00:00, 00:00:10) was closed.");
    expect(screen.getByRole("img").getAttribute("aria-label")).toContain("late by 9 s");
    expect(screen.queryByText("1970-01-01T00:00:00Z")).toBeNull();
  });

  describe("where a longer wait may change what an item is compared with", () => {
    // One subtraction says 21 s of the last of these, with which its key still remembers the first. With 11 s it has just forgotten that.
    const CAME = [[100, 0], [50, 20], [80, 21], [60, 22]] as const;
    const second = (at: number): string => new Date(Date.UTC(2022, 0, 1) + at * 1_000).toISOString().replace(".000Z", "Z");
    const none = CAME.map(() => null);
    const decisions: Parameters<typeof script>[0][number] = {
      type: "items", step_id: "add", port: "decisions", first: 0, count: 4, keys: ["a", "a", "a", "a"],
      columns: { position: [0, 1, 2, 3], timestamp: CAME.map(([at]) => second(at)), arrived_at: CAME.map(([, now]) => second(now)), watermark_before: none, watermark_after: none, watermark_position: none, wait_needed: none, verdict: none, window_ids: none },
    };
    const late: Parameters<typeof script>[0][number] = {
      type: "items", step_id: "add", port: "late", first: 0, count: 1, keys: ["a"],
      columns: { ...LATE, timestamp: [second(60)], watermark: [second(76)], late_by: ["16s"], wait_needed: ["21s"], arrived_at: [second(22)], position: [3], watermark_position: [2] },
    };
    const config = { clock: { type: "event", timestamp: "time", wait: "5s" }, windower: { type: "tumbling", length: "10s" } };
    const flow: Flow = {
      format: 1, name: "f", description: "", run: { clock: "live", epoch_every: "10s", downtime: "does_not_count", cost_of_lateness: null }, layout: {}, notes: [], groups: [],
      steps: [{ id: "source", operator: "testing_source", config: {} }, { id: "add", operator: "collect_window", config }], streams: [],
    };
    const waitCell = (): string | undefined => screen.getByTestId("late-item").querySelectorAll("[role=gridcell]")[3]?.textContent;

    test("the table names the wait that its record tells, as its card does", async () => {
      show([{ ...WINDOWS, clock: "live" }, decisions, late], { flow, clock: "live" });
      act(() => openDockTab("late"));
      await waitFor(() => expect(waitCell()).toBe("11 s"));
      fireEvent.click(screen.getByTestId("late-item"));
      expect(screen.getByTestId("why-late").dataset["wait"]).toBe("11s");
    });

    test("the table marks what the engine says where the record is not there", () => {
      show([{ ...WINDOWS, clock: "live" }, late], { flow, clock: "live" });
      act(() => openDockTab("late"));
      expect(waitCell()).toBe("≈ 21 s");
      expect(screen.getByText("≈ 21 s").title).toContain("It may need more");
    });
  });

  test("is chosen by the arrow keys", () => {
    show([WINDOWS, { type: "items", step_id: "add", port: "late", first: 0, count: 1, keys: ["a"], columns: LATE }]);
    act(() => openDockTab("late"));
    fireEvent.keyDown(screen.getByRole("grid"), { key: "ArrowDown" });
    expect(screen.getByTestId("late-item").getAttribute("aria-selected")).toBe("true");
  });

  test("counts on its tab from the counters, whichever tab is open", () => {
    show([WINDOWS, stats(1, { add: { kept: 7, late: 1204 } })]);
    expect(screen.getByTestId("dock-count-late").textContent).toBe("1,204");
  });
});

/** Late items of `add`, as seconds of their timestamps; the first is item 0. */
function lateAt(...seconds: number[]): Parameters<typeof script>[0][number] {
  const columns = Object.fromEntries(Object.entries(LATE).map(([name, [value]]) => [name, seconds.map((): unknown => value)]));
  const timestamp = seconds.map((second) => `2022-01-01T00:00:${String(second).padStart(2, "0")}Z`);
  const late_by = seconds.map((second) => `${12 - second}s`);
  return { type: "items", step_id: "add", port: "late", first: 0, count: seconds.length, keys: seconds.map((second) => `k${second}`), columns: { ...columns, timestamp, late_by, position: seconds.map((_, at) => at) } };
}

/** The stream of late items with the types of what is sorted and filtered here. */
const LATE_TYPED = { ...WINDOWS, streams: { ...WINDOWS.streams, "add.late": "keyed {window_id: int, value: int, timestamp: timestamp, late_by: duration, position: int}" } };

/** The first cell of each row, in the order of the table. */
function firstCells(testId: string): (string | undefined)[] {
  const place = (row: HTMLElement): number => Number(row.getAttribute("aria-rowindex"));
  return screen.queryAllByTestId(testId).toSorted((one, other) => place(one) - place(other)).map((row) => row.firstElementChild?.textContent?.trim());
}

describe("the table of late items", () => {
  const keys = () => firstCells("late-item");
  const headOf = (id: string) => screen.getByTestId(`sort-${id}`).closest("[role=columnheader]");

  beforeEach(() => {
    show([LATE_TYPED, lateAt(3, 8, 5, 2)]);
    act(() => openDockTab("late"));
  });

  test("is filtered as Output is, says how many are left of all, and keeps the filter where the address finds it", async () => {
    const field = screen.getByLabelText("Filter");
    fireEvent.change(field, { target: { value: "late_by > 6s" } });
    await waitFor(() => expect(keys()).toEqual(["k3", "k5", "k2"]));
    expect(screen.getByTestId("row-count").textContent).toBe("3 of ");
    expect(useDock.getState().lateFilter).toBe("late_by > 6s");
    fireEvent.change(field, { target: { value: "lateness > 6s" } });
    expect(screen.getByTestId("filter-why").textContent).toContain("There is no field 'lateness'");
    expect(keys()).toEqual(["k3", "k5", "k2"]);
    fireEvent.change(field, { target: { value: "late_by > 1h" } });
    await waitFor(() => expect(screen.getByTestId("nothing-fits").textContent).toBe("None of the kept rows fits the filter."));
    fireEvent.keyDown(field, { key: "Escape" });
    await waitFor(() => expect(keys()).toEqual(["k3", "k8", "k5", "k2"]));
    expect(useDock.getState().lateFilter).toBeNull();
  });

  test("is sorted by the head of a column: rising, falling, as they came", async () => {
    for (const [sort, direction, rows] of [["late_by", "ascending", ["k8", "k5", "k3", "k2"]], ["-late_by", "descending", ["k2", "k3", "k5", "k8"]], [null, "none", ["k3", "k8", "k5", "k2"]]] as const) {
      fireEvent.click(screen.getByTestId("sort-late_by"));
      await waitFor(() => expect(keys()).toEqual(rows));
      expect([useDock.getState().lateSort, headOf("late_by")?.getAttribute("aria-sort")]).toEqual([sort, direction]);
    }
  });

  test("shows the one that is asked for, in its place, whatever leaves it out, and says what", async () => {
    act(() => useDock.setState({ lateItem: "add:1:0", lateFilter: "late_by > 6s", lateSort: "late_by", timelineRange: "2022-01-01T00:00:01Z..2022-01-01T00:00:06Z" }));
    await waitFor(() => expect(keys()).toEqual(["k8", "k5", "k3", "k2"]));
    expect(screen.getByTestId("left-out").textContent).toBe("outside the filter and the stretch");
    expect(screen.getByTestId("why-late").textContent).toContain("k8 00:00:08 (item 1) came");
    expect(screen.getByTestId("row-count").textContent).toBe("3 of ");
    fireEvent.click(screen.getByRole("button", { name: "Show all times" }));
    expect(screen.getByTestId("left-out").textContent).toBe("outside the filter");
  });

  test("lets it go when another is chosen, or it is put away", async () => {
    act(() => useDock.setState({ lateItem: "add:1:0", lateFilter: "late_by > 6s" }));
    await waitFor(() => expect(keys()).toEqual(["k3", "k8", "k5", "k2"]));
    fireEvent.click(screen.getAllByTestId("late-item")[2] as HTMLElement);
    await waitFor(() => expect(keys()).toEqual(["k3", "k5", "k2"]));
    expect([useDock.getState().lateItem, screen.queryByTestId("left-out")]).toEqual(["add:2:0", null]);
    act(() => useDock.setState({ lateItem: "add:1:0" }));
    await waitFor(() => expect(keys()).toHaveLength(4));
    fireEvent.click(screen.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(keys()).toEqual(["k3", "k5", "k2"]));
    expect([useDock.getState().lateItem, screen.queryByTestId("why-late")]).toEqual([null, null]);
  });

  test("says that the one that is asked for is not kept, until it comes", async () => {
    act(() => useDock.setState({ lateItem: "add:4:0", lateSort: "late_by" }));
    await waitFor(() => expect(screen.getByTestId("late-missing").textContent).toBe("Item 4 is not among the late items that are kept here."));
    const more = lateAt(1, 1, 1, 1, 9);
    tell(script([{ ...more, first: 4 } as typeof more], 5));
    await waitFor(() => expect(screen.getByTestId("why-late").textContent).toContain("(item 4) came"));
    expect(screen.queryByTestId("late-missing")).toBeNull();
  });

  test("takes in what came since it was sorted once the run has ended", async () => {
    fireEvent.click(screen.getByTestId("sort-late_by"));
    await waitFor(() => expect(keys()).toHaveLength(4));
    tell(script([{ ...lateAt(9), first: 4 } as ReturnType<typeof lateAt>], 5));
    expect(keys()).toHaveLength(4);
    tell(script([{ type: "run_ended", status: "finished", reason: "" }], 9));
    await waitFor(() => expect(keys()).toEqual(["k9", "k8", "k5", "k3", "k2"]));
    expect(screen.queryByTestId("new-items")).toBeNull();
  });
});

test("the late items of a step are shown when one of them is asked for, and no step is", () => {
  const sum = { ...lateAt(4), step_id: "sum" } as ReturnType<typeof lateAt>;
  useDock.setState({ tab: "late", lateItem: "sum:0:0" });
  show([{ ...WINDOWS, streams: { ...WINDOWS.streams, "sum.late": "keyed {window_id: int, value: int}" } }, lateAt(3), sum]);
  expect(screen.getByTestId("dock-select")).toHaveProperty("value", "sum");
  expect(screen.getByTestId("why-late").textContent).toContain("k4 00:00:04");
});

describe("a row that is read", () => {
  test("stays in Output though a filter leaves it out, which it says, until it is put away", async () => {
    show([started, items(0, 3)]);
    fireEvent.click(screen.getAllByTestId("output-item")[1] as HTMLElement);
    fireEvent.change(screen.getByLabelText("Filter"), { target: { value: "val > 1" } });
    await waitFor(() => expect(firstCells("output-item")).toEqual(["1", "2"]));
    expect([screen.getByTestId("left-out").textContent, screen.getByTestId("row-count").textContent]).toEqual(["outside the filter", "1 of "]);
    fireEvent.click(screen.getByRole("button", { name: "Close" }));
    expect(firstCells("output-item")).toEqual(["2"]);
  });
});

describe("a stretch that is marked in the timeline", () => {
  const stretch = (from: string, to: string) => act(() => useDock.setState({ timelineRange: `2022-01-01T00:00:${from}Z..2022-01-01T00:00:${to}Z` }));

  test("narrows the table of late items, says so, and is put away by its cross", () => {
    show([WINDOWS, { type: "items", step_id: "add", port: "late", first: 0, count: 1, keys: ["a"], columns: LATE }]);
    act(() => openDockTab("late"));
    stretch("04", "09");
    expect(screen.queryByTestId("late-item")).toBeNull();
    expect(screen.getByTestId("nothing-fits").textContent).toBe("None of the kept rows is in the marked stretch of time.");
    fireEvent.click(screen.getByRole("button", { name: "Show all times" }));
    expect(screen.getAllByTestId("late-item")).toHaveLength(1);
    expect(useDock.getState().timelineRange).toBeNull();
  });

  test("leaves a table alone whose items have no time, and says why", () => {
    show([started, items(0, 3)]);
    stretch("04", "09");
    expect(screen.getAllByTestId("output-item")).toHaveLength(3);
    expect(screen.getByTestId("stretch").title).toContain("All rows: nothing in them says when they happened.");
  });
});

describe("Windows", () => {
  const meta: Parameters<typeof script>[0][number] = {
    type: "items", step_id: "add", port: "meta", first: 0, count: 1, keys: ["a"],
    columns: { window_id: [0], open_time: ["2022-01-01T00:00:00Z"], close_time: ["2022-01-01T00:00:10Z"], merged_ids: [[1, 2]] },
  };

  test("shows each closed window with what came of it", () => {
    show([WINDOWS, { type: "items", step_id: "add", port: "down", first: 0, count: 1, keys: ["a"], columns: { window_id: [0], value: [42] } }, meta]);
    act(() => openDockTab("windows"));
    const cells = screen.getByTestId("window-item").querySelectorAll("[role=gridcell]");
    expect([...cells].map((cell) => cell.textContent)).toEqual(["a", "0", "00:00:00", "00:00:10", "1, 2", "", "42"]);
  });

  test("stay chosen outside the stretch that is marked in the timeline, and say so", () => {
    show([WINDOWS, meta]);
    act(() => openDockTab("windows"));
    fireEvent.click(screen.getByTestId("window-item"));
    act(() => useDock.setState({ timelineRange: "2022-01-01T00:01:00Z..2022-01-01T00:02:00Z" }));
    expect(screen.getByTestId("left-out").textContent).toBe("outside the stretch");
    expect(screen.getByTestId("window-item").title).toBe("Shown because it is chosen: outside the stretch");
    expect(screen.getByTestId("nothing-fits").textContent).toBe("None of the kept rows is in the marked stretch of time.");
  });

  test("of another step leave behind the filter and the order, which name other fields", () => {
    useDock.setState({ windowStep: "add", windowFilter: "n > 3", windowSort: "-n" });
    openDockTab("windows", "add");
    expect(useDock.getState().windowFilter).toBe("n > 3");
    openDockTab("windows", "sum");
    expect(useDock.getState()).toMatchObject({ windowStep: "sum", windowFilter: null, windowSort: null });
  });

  test("says how many are open while none has closed", () => {
    show([WINDOWS, { type: "status", status: "running", speed: 1 }, stats(1, { add: { open_windows: 3 } })]);
    act(() => openDockTab("windows"));
    expect(panel()).toContain("3 windows open, none closed yet");
  });
});

describe("Problems", () => {
  test("are grouped by step and say how bad they are", () => {
    const problem = { code: "loose-port" as const, severity: "error" as const, message: "Nothing flows into 'up'.", step_id: "hot", port: "up", field: null, span: null };
    const hot = { id: "hot", operator: "filter", config: {} };
    useFlow.setState(({ history }) => ({
      history: { ...history, present: { ...history.present, steps: [hot] } },
      check: { runnable: false, diagnostics: [problem, { ...problem, severity: "warning", step_id: null }], steps: {} },
    }));
    show();
    act(() => openDockTab("problems"));
    expect(screen.getAllByRole("heading").map((heading) => heading.textContent)).toEqual(["The whole flow", "hot"]);
    expect(screen.getAllByTestId("problem").map((one) => one.textContent)).toEqual(["WarningNothing flows into 'up'.port up", "ErrorNothing flows into 'up'.port up"]);
  });
});

describe("above every tab", () => {
  test("a failed run says where and why, in full", () => {
    show([
      started,
      { type: "step_failed", step_id: "hot", code: "bad-item", message: "the item 7 has no timestamp" },
      { type: "run_ended", status: "failed", reason: "the item 7 has no timestamp" },
    ]);
    expect(screen.getByTestId("run-failure").textContent).toContain("hotthe item 7 has no timestamp");
    expect(screen.getByTestId("dock-status").textContent).toBe("Failed");
  });

  test("a lost connection says when it is tried again", () => {
    show([started], { connection: { state: "waiting", attempt: 2, retry_at_ms: Date.now() + 3_900 } });
    expect(screen.getByTestId("connection-lost").textContent).toContain("Trying again in 4 s");
  });
});

function press(from: string, key: string): void {
  fireEvent.keyDown(screen.getByTestId(`dock-tab-${from}`), { key });
}

describe("the tabs", () => {
  test("are walked with the arrow keys, round and round", () => {
    show();
    press("output", "ArrowRight");
    expect(useDock.getState().tab).toBe("late");
    press("late", "End");
    expect(useDock.getState().tab).toBe("log");
    press("log", "ArrowRight");
    expect(useDock.getState().tab).toBe("output");
    expect(document.activeElement?.id).toBe("dock-tab-output");
  });
});
