/** The columns of `Metrics`: how each figure looks in its cell. */
import type { ReactNode } from "react";
import { METRICS, rateText, ratesText, type Metric, type StepMetrics } from "../../run/metrics";
import { stretchesOf, type RateHistory } from "../../run/rateHistory";
import { lagText, NO_READING, STATE_TEXTS } from "../../run/readingText";
import { onOneDay, timeText } from "../../run/timeText";
import { pressureOf } from "../../run/watching";
import { Sparkline } from "./Sparkline";
import type { Column } from "./VirtualTable";

type MetricColumn = Column<StepMetrics, RateHistory>;

const WIDTHS: Readonly<Record<string, number>> = {
  state: 88, rate_in: 72, rate_out: 72, items_in: 84, items_out: 84, late: 96, late_share: 64, bad: 60, filtered: 72, keys: 64,
  open_windows: 64, held: 68, out_of_order: 88, busy: 64, watermark: 100, lag_s: 104, watermark_slowest: 108,
};
const NARROWEST = 72;
/** The column of the steps is as wide as the longest id, within reason. */
const [LEAST_NAME, MOST_NAME, LETTER, ROOM] = [112, 320, 7.6, 24];
const DAY_WIDTH = 88;
const SECONDS = "00:00:00.000".length;

/** Return the day that all watermarks of the table fall on; null when there is none, or more than one. */
export function dayOfAll(rows: readonly StepMetrics[]): string | null {
  const watermarks = rows.flatMap(({ watermark, slowest }) => [watermark, slowest]).filter((text) => text !== null);
  return watermarks.length > 0 && onOneDay(watermarks) ? (watermarks[0]?.slice(0, "2022-01-01".length) ?? null) : null;
}

/** Return the figures that a step of the table has, and the one it is sorted by; a column of dashes tells nothing. */
export function metricsWithFigures(rows: readonly StepMetrics[], sort: string | null): string[] {
  const sorted = sort?.replace(/^-/, "");
  return METRICS.filter((metric) => metric.id === sorted || rows.some((row) => metric.value(row) !== null)).map(({ id }) => id);
}

/** Return how wide the column of the steps has to be, in pixels. */
export function nameWidth(rows: readonly StepMetrics[]): number {
  const longest = rows.reduce((most, { id }) => Math.max(most, id.length), 0);
  return Math.min(MOST_NAME, Math.max(LEAST_NAME, Math.ceil(longest * LETTER) + ROOM));
}

/** Return the columns of these metrics; `day` goes without saying. */
export function metricColumns(shown: readonly string[], name_px: number, day: string | null): MetricColumn[] {
  return METRICS.filter(({ id }) => shown.includes(id)).flatMap((metric) => {
    const column = metric.id === "step" ? { ...columnOf(metric, day), width: name_px } : columnOf(metric, day);
    return metric.id === "rate_out" ? [column, SPARK] : [column];
  });
}

const SPARK: MetricColumn = {
  id: "spark",
  head: <span title="The rate out over the last three minutes; of a step without an output, the rate in">rate</span>,
  width: 100,
  unsortable: true,
  cell: ({ id, rateIn, rateOut }, rates) => {
    const stretches = stretchesOf(rates, id);
    return <Sparkline stretches={stretches} words={ratesText(stretches, rateOut ?? rateIn)} />;
  },
};

function columnOf(metric: Metric, day: string | null): MetricColumn {
  const timed = metric.id.startsWith("watermark");
  const width = (WIDTHS[metric.id] ?? NARROWEST) + (timed && day === null ? DAY_WIDTH : 0);
  return { id: metric.id, head: <span title={metric.help}>{metric.head}</span>, width, numeric: metric.numeric, cell: (row) => cellOf(metric, row, day) };
}

function cellOf(metric: Metric, row: StepMetrics, day: string | null): ReactNode {
  const value = metric.value(row);
  if (value === null) return <span className="dk-quiet" data-metric={metric.id}>{NO_READING}</span>;
  if (value === 0) return <span className="dk-quiet" data-metric={metric.id}>{metric.text(row)}</span>;
  return (LOOKS[metric.id] ?? plain)(row, metric, day);
}

type Look = (row: StepMetrics, metric: Metric, day: string | null) => ReactNode;

const plain: Look = (row, metric) => <span data-metric={metric.id}>{metric.text(row)}</span>;

const LOOKS: Readonly<Record<string, Look>> = {
  step: ({ id }) => <span className="dk-key" title={id} data-metric="step">{id}</span>,
  state: ({ state }) => (state === null ? null : <span className="mt-state" data-state={state} data-metric="state">{STATE_TEXTS[state]}</span>),
  items_out: (row, metric) => <span title={portsText(row)} data-metric={metric.id}>{metric.text(row)}</span>,
  late: (row, metric) => <span className="mt-late" data-metric={metric.id}><span className="mt-late-mark" aria-hidden="true">◆ </span>{metric.text(row)}</span>,
  bad: (row, metric) => <span className="mt-bad" data-metric={metric.id}>{metric.text(row)}</span>,
  busy: (row, metric) => <span className="mt-busy" data-pressure={pressureOf(row.busy ?? 0)} data-metric={metric.id}>{metric.text(row)}</span>,
  watermark: ({ watermark, lag_ms }, metric, day) => instant(metric, watermark, lag_ms, day),
  watermark_slowest: ({ slowest, slowestLag_ms }, metric, day) => instant(metric, slowest, slowestLag_ms, day),
};

function instant(metric: Metric, text: string | null, lag_ms: number | null, day: string | null): ReactNode {
  if (text === null) return null;
  const short = timeText(text, false).slice(0, SECONDS);
  const behind = lag_ms === null ? "" : `, ${lagText(lag_ms)}`;
  return <span title={`${text}${behind}`} data-metric={metric.id}>{day === null ? `${text.slice(0, "2022-01-01".length)} ${short}` : short}</span>;
}

/** Return what left by each port: `down 1,204, late 3`. */
function portsText({ byPort, rateOut }: StepMetrics): string {
  const totals = Object.entries(byPort).map(([port, total]) => `${port} ${total.toLocaleString("en-US")}`);
  return [totals.join(", "), ...(rateOut === null ? [] : [`now ${rateText(rateOut)}`])].join("; ");
}
