import { describe, expect, test } from "vitest";
import type { Flow } from "../api/types";
import { metricsCsv, metricsOf, METRICS, ratesText, sortedMetrics, totalsOf, type StepMetrics } from "./metrics";
import { applyEvents, NO_RUN } from "./runState";
import { script, started, stats } from "./script.testing";

const FLOW = {
  steps: ["source", "windows", "out"].map((id) => ({ id, operator: id, config: {} })),
  streams: [{ from: "source.down", to: "windows.up" }, { from: "windows.down", to: "out.up" }],
} as unknown as Flow;

const STARTED = { ...started, streams: { "source.down": "int", "windows.down": "int", "windows.late": "int", "windows.meta": "int" } };
const RUNNING = { type: "status", status: "running", speed: 1 } as const;
const COUNTED = {
  source: { items_out: { down: 1000 }, busy_s: 1 },
  windows: { items_in: 1000, kept: 996, late: 4, items_out: { down: 20, late: 4, meta: 20 }, keys: 3, open_windows: 2, held: 9, out_of_order: 17, busy_s: 1.64, watermark: "2022-01-01T00:10:00Z", watermark_slowest: "2022-01-01T00:04:00Z" },
  out: { items_in: 20 },
};

function runOf(...events: Parameters<typeof script>[0]): Parameters<typeof metricsOf>[0] {
  return { ...applyEvents(NO_RUN, script(events)), flow: FLOW };
}

const cell = (row: StepMetrics | undefined, id: string): string | undefined => row && METRICS.find((metric) => metric.id === id)?.text(row);
const cells = (row: StepMetrics | undefined): (string | undefined)[] => METRICS.map(({ id }) => cell(row, id));

describe("the figures of the steps", () => {
  test("are those the run told, in the order of the flow", () => {
    const [source, windows, out] = metricsOf(runOf(STARTED, RUNNING, stats(2, COUNTED)));
    expect(cells(source)).toEqual(["source", "running", "—", "500/s", "—", "1,000", "—", "—", "0", "0", "—", "—", "—", "—", "50 %", "—", "—", "—"]);
    expect(cells(windows)).toEqual(["windows", "running", "500/s", "10/s", "1,000", "20", "4", "0.4 %", "0", "0", "3", "2", "9", "17", "82 %", "2022-01-01T00:10:00Z", "—", "2022-01-01T00:04:00Z"]);
    expect(cells(out).slice(0, 8)).toEqual(["out", "running", "10/s", "—", "20", "—", "—", "—"]);
  });

  test("are dashes before the run has told any, never a number that is none", () => {
    const rows = metricsOf(runOf(STARTED));
    expect(rows.map(({ id }) => id)).toEqual(["source", "windows", "out"]);
    for (const row of rows) expect(cells(row).slice(2)).toEqual(METRICS.slice(2).map(() => "—"));
  });

  test("say no share of late items before an item has been judged", () => {
    const [, windows] = metricsOf(runOf(STARTED, RUNNING, stats(1, { windows: { items_out: { down: 0, late: 0 } } })));
    expect([cell(windows, "late"), cell(windows, "late_share")]).toEqual(["0", "—"]);
    expect(windows?.lateShare).toBeNull();
  });

  test("have no rate when the run has ended, and keep their totals", () => {
    const [, windows] = metricsOf(runOf(STARTED, RUNNING, stats(2, COUNTED), { type: "run_ended", status: "finished", reason: "" }));
    expect(["state", "rate_in", "rate_out", "items_in", "busy"].map((id) => cell(windows, id))).toEqual(["finished", "—", "—", "1,000", "—"]);
  });

  test("list a step that the flow does not name, after those it does", () => {
    expect(metricsOf(runOf(STARTED, RUNNING, stats(2, { hidden: { items_in: 1 }, ...COUNTED }))).map(({ id }) => id)).toEqual(["source", "windows", "out", "hidden"]);
  });

  test("tell how far the watermark of a live run is behind its clock", () => {
    const live = { ...runOf({ ...STARTED, clock: "live" }, RUNNING, stats(2, COUNTED)), systemTime_ms: Date.parse("2022-01-01T00:10:12Z") };
    expect(cell(metricsOf(live)[1], "lag_s")).toBe("12 s behind");
  });

  test("sum what comes into the flow and what comes to its ends", () => {
    const run = runOf(STARTED, RUNNING, stats(2, COUNTED));
    expect(totalsOf(run, metricsOf(run))).toEqual({ rateIn: 500, rateOut: 10 });
    expect(totalsOf(NO_RUN_YET, metricsOf(NO_RUN_YET))).toEqual({ rateIn: null, rateOut: null });
  });
});

const NO_RUN_YET = { ...NO_RUN, flow: null };

describe("the order of the steps", () => {
  const rows = metricsOf(runOf(STARTED, RUNNING, stats(2, COUNTED)));
  const order = (sort: string | null): string => sortedMetrics(rows, sort).map(({ id }) => id).join(" ");

  test("is the flow's at first, and where there is no such column", () => {
    expect([order(null), order("nope")]).toEqual(["source windows out", "source windows out"]);
  });

  test("is by a column, rising or falling", () => {
    expect([order("items_in"), order("-items_in")]).toEqual(["out windows source", "windows out source"]);
  });

  test("has what is not known last either way", () => {
    expect([order("watermark"), order("-watermark"), order("rate_out"), order("-rate_out")].map((ids) => ids.split(" ").at(-1))).toEqual(["out", "out", "out", "out"]);
  });

  test("tells numbers in names as numbers", () => {
    const named = ["s10", "s9"].map((id) => ({ ...(rows[0] as StepMetrics), id }));
    expect(sortedMetrics(named, "step").map(({ id }) => id)).toEqual(["s9", "s10"]);
  });
});

test("a file has every figure whole, and nothing where nothing is known", () => {
  const rows = metricsOf(runOf(STARTED, RUNNING, stats(3, COUNTED)));
  const [head, source, windows] = metricsCsv(rows).split("\r\n");
  expect(head).toBe(METRICS.map(({ id }) => id).join(","));
  expect(source).toBe(`source,running,,${1000 / 3},,1000,,,0,0,,,,,${1 / 3},,,`);
  expect(windows).toContain(",1000,20,4,0.004,");
});

test("a picture of a rate is told in words", () => {
  const stretches = [{ from_s: 0, to_s: 1, rate: 4 }, { from_s: 1, to_s: 2, rate: 1200 }];
  expect(ratesText(stretches, 3)).toBe("Between 4.0/s and 1,200/s over the last 2.0 s; now 3.0/s");
  expect(ratesText(stretches.slice(0, 1), null)).toBe("4.0/s on average over the last 1.0 s");
  expect(ratesText([], null)).toBe("No rate is known yet");
});
