/** The `Metrics` tab: every figure of every step in one table, and the run's own in a line above it. */
import { useMemo } from "react";
import { followed, type Followed } from "../../run";
import { metricsCsv, metricsOf, rateText, sortedMetrics, totalsOf, type StepMetrics } from "../../run/metrics";
import { NO_READING } from "../../run/readingText";
import { timeText } from "../../run/timeText";
import { flowNow, select, useFlow } from "../../state/flowStore";
import { CopyText } from "./CopyText";
import { useDock } from "./dockStore";
import { NoRun } from "./Empty";
import { dayOfAll, metricColumns, metricsWithFigures, nameWidth } from "./metricColumns";
import "./metrics.css";
import { useRun } from "./runStore";
import { useRunAtTimes } from "./useRunAtTimes";
import { VirtualTable } from "./VirtualTable";

/** Faster than this nobody compares figures; those of many steps take the page longer than they are worth. */
const [EVERY_MS, MANY_EVERY_MS, MANY] = [500, 1_000, 200];

export function MetricsTab() {
  const many = useRun(({ flow }) => (flow?.steps.length ?? 0) > MANY);
  const run = useRunAtTimes(many ? MANY_EVERY_MS : EVERY_MS);
  if (run.status === null) return <NoRun what="what each step takes in, lets out, holds and how it keeps up is listed here." />;
  return <OfRun run={run} />;
}

function OfRun({ run }: { run: Followed }) {
  const sort = useDock((dock) => dock.metricsSort);
  const rows = useMemo(() => metricsOf(run), [run]);
  const sorted = useMemo(() => sortedMetrics(rows, sort), [rows, sort]);
  const day = dayOfAll(rows);
  const [shown, name_px] = [metricsWithFigures(rows, sort).join(" "), nameWidth(rows)];
  const columns = useMemo(() => metricColumns(shown.split(" "), name_px, day), [shown, name_px, day]);
  const only = useFlow(({ selection }) => (selection.steps.length === 1 ? (selection.steps[0] ?? null) : null));
  const at = only === null ? -1 : sorted.findIndex(({ id }) => id === only);
  return (
    <>
      <RunFigures run={run} rows={rows} day={day} csv={() => metricsCsv(sortedMetrics(metricsOf(followed.getState()), sort))} />
      <div className="dk-split">
        <VirtualTable
          label="Figures of every step"
          columns={columns}
          count={sorted.length}
          row={(index) => sorted[index] ?? ""}
          share={() => run.rates}
          testId="metrics-step"
          firstStays
          onSelect={(index) => choose(sorted[index])}
          selected={at < 0 ? null : at}
          sort={sort}
          onSort={(metricsSort) => useDock.setState({ metricsSort })}
        />
      </div>
    </>
  );
}

/** A step of the run that has left the canvas since cannot be selected there. */
function choose(row: StepMetrics | undefined): void {
  if (row !== undefined && flowNow().steps.some(({ id }) => id === row.id)) select({ steps: [row.id] });
}

function RunFigures({ run, rows, day, csv }: { run: Followed; rows: readonly StepMetrics[]; day: string | null; csv: () => string }) {
  const totals = totalsOf(run, rows);
  const time = run.systemTime_ms === null ? null : timeText(new Date(run.systemTime_ms).toISOString(), true).replace(/\.\d+$/, "");
  return (
    <div className="dk-bar">
      <dl className="mt-figures" aria-label="Figures of the run">
        <Figure name="turns" value={run.turns.toLocaleString("en-US")} help="How many times the run has gone round its steps" />
        <Figure name="elapsed" value={`${run.elapsed_s.toLocaleString("en-US", { maximumFractionDigits: run.elapsed_s < 10 ? 2 : 0 })} s`} help="Seconds since the run began, when it told its figures last" />
        <Figure name="system time" value={time ?? NO_READING} help={time === null ? "The clock of this run is frozen, or has told nothing yet" : "The clock of the run, in UTC"} />
        <Figure name="into the flow" value={rateText(totals.rateIn)} help="Items a second that the sources let out" />
        <Figure name="to its ends" value={rateText(totals.rateOut)} help="Items a second that come to steps from which nothing flows on" />
      </dl>
      {day !== null && <span className="dk-quiet" title="The day of every watermark in the table">watermarks of {day}, UTC</span>}
      <span className="dk-spring" />
      <CopyText label="Copy as CSV" title="Copy the table as CSV, its figures not rounded" testId="metrics-csv" text={csv} />
    </div>
  );
}

function Figure({ name, value, help }: { name: string; value: string; help: string }) {
  return (
    <div title={help}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
