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
  step: 176, state: 96, rate_in: 88, rate_out: 88, items_in: 88, items_out: 88, late: 72, late_share: 72, bad: 64, filtered: 80, keys: 72,
  open_windows: 72, held: 80, out_of_order: 104, busy: 72, watermark: 128, lag_s: 128, watermark_slowest: 128,
};
const NARROWEST = 72;
const DAY_WIDTH = 88;
const SECONDS = "00:00:00.000".length;

/** Return the day that all watermarks of the table fall on; null when there is none, or more than one. */
export function dayOfAll(rows: readonly StepMetrics[]): string | null {
  const watermarks = rows.flatMap(({ watermark, slowest }) => [watermark, slowest]).filter((text) => text !== null);
  return watermarks.length > 0 && onOneDay(watermarks) ? (watermarks[0]?.slice(0, "2022-01-01".length) ?? null) : null;
}

/** Return the columns; `day` goes without saying. */
export function metricColumns(day: string | null): MetricColumn[] {
  return METRICS.flatMap((metric) => (metric.id === "rate_out" ? [columnOf(metric, day), SPARK] : [columnOf(metric, day)]));
}

const SPARK: MetricColumn = {
  id: "spark",
  head: <span title="The rate out over the last three minutes; of a step without an output, the rate in">rate</span>,
  width: 116,
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
