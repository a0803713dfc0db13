/** The `Metrics` tab: the figures of every step in a table, and of the run above it. */
import { useEffect, useState } from "react";
import { metricsOf, sortedMetrics, type StepMetrics } from "../../run/metrics";
import { lagText, NO_READING, percentText, STATE_TEXTS } from "../../run/readingText";
import { followed, type Followed } from "../../run";
import { pressureOf } from "../../run/watching";
import { timeText } from "../../run/timeText";
import { revealStep } from "../../state/view";
import { counted, fullCount, rateText } from "./cells";
import { useDock } from "./dockStore";
import { NoRun, Starting } from "./Empty";
import { ratesNow } from "./ratesKept";
import { Sparkline } from "./Sparkline";
import { VirtualTable, type Column } from "./VirtualTable";

/** Figures are read, not watched: twice a second is often enough. */
const EVERY_MS = 500;

export default function MetricsTab() {
  const run = useCalmRun();
  const sort = useDock((dock) => dock.metricsSort);
  if (run.status === null) return <NoRun what="the figures of every step show up here." />;
  const rows = sortedMetrics(metricsOf(run, run.flow?.steps.map(({ id }) => id) ?? []), sort);
  if (rows.length === 0) return <Starting />;
  return (
    <>
      <div className="dk-bar">
        <span className="dk-count">{counted(rows.length, "step")}</span>
        <span>{counted(run.turns, "turn")}</span>
        <span className="dk-figure">{run.elapsed_s.toFixed(1)} s of the run</span>
        <span>{run.clock === "frozen" ? "clock frozen" : `clock live${run.speed === 1 ? "" : `, ${run.speed} times as fast`}`}</span>
        <span className="dk-spring" />
        <span className="dk-quiet">A click on a step shows it on the canvas</span>
      </div>
      <div className="dk-split">
        <VirtualTable
          label="Figures of the steps"
          columns={COLUMNS}
          count={rows.length}
          row={(index) => rows[index] ?? ""}
          share={() => null}
          testId="metrics-step"
          sort={sort}
          onSort={(metricsSort) => useDock.setState({ metricsSort })}
        />
      </div>
    </>
  );
}

/** Return the run as it is now and then. */
function useCalmRun(): Followed {
  const [run, set] = useState(() => followed.getState());
  useEffect(() => {
    const timer = setInterval(() => set(followed.getState()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return run;
}

type MetricsColumn = Column<StepMetrics, unknown>;

const COLUMNS: readonly MetricsColumn[] = [
  { id: "step", head: "step", width: 170, cell: ({ step }) => <button type="button" className="dk-link" title={step} onClick={() => revealStep(step)}>{step}</button> },
  { id: "state", head: "state", width: 92, cell: ({ state }) => <span className="dk-state" data-state={state}>{STATE_TEXTS[state]}</span> },
  { id: "rates", head: "last minutes", width: 132, unsortable: true, cell: ({ step }) => <Sparkline rates={ratesNow(step)} /> },
  figure("inRate", "in now", 84, ({ inRate }) => told(inRate, rateText)),
  figure("outRate", "out now", 84, ({ outRate }) => told(outRate, rateText)),
  figure("items_in", "in", 92, ({ items_in }) => fullCount(items_in)),
  figure("items_out", "out", 92, ({ items_out }) => fullCount(items_out)),
  figure("lateShare", "late", 72, ({ lateShare, late }) => <span className={late > 0 ? "dk-ink-is-late" : ""} title={counted(late, "late item")}>{told(lateShare, percentText)}</span>),
  figure("bad", "bad", 64, ({ bad }) => fullCount(bad)),
  figure("filtered", "filtered", 80, ({ filtered }) => fullCount(filtered)),
  figure("dropped", "dropped", 76, ({ dropped }) => fullCount(dropped)),
  figure("early", "early", 64, ({ early }) => told(early, fullCount)),
  figure("out_of_order", "out of order", 100, ({ out_of_order }) => told(out_of_order, fullCount)),
  figure("keys", "keys", 72, ({ keys }) => told(keys, fullCount)),
  figure("open_windows", "open windows", 112, ({ open_windows }) => told(open_windows, fullCount)),
  figure("held", "held", 80, ({ held }) => told(held, fullCount)),
  figure("busy", "busy", 76, ({ busy }) => <span className="dk-busy" data-pressure={pressureOf(busy ?? 0)}>{told(busy, percentText)}</span>),
  figure("lag_ms", "behind", 132, ({ lag_ms }) => lagText(lag_ms)),
  figure("watermark", "watermark", 160, ({ watermark }) => told(watermark, instantText)),
  figure("slowest", "slowest key's", 160, ({ slowest }) => told(slowest, instantText)),
];

function figure(id: keyof StepMetrics, head: string, width: number, cell: MetricsColumn["cell"]): MetricsColumn {
  return { id, head, width, numeric: true, cell };
}

function told<T>(value: T | null, text: (value: T) => string): string {
  return value === null ? NO_READING : text(value);
}

function instantText(instant: string): string {
  return timeText(instant, true).slice(0, "2022-01-01 00:00:00".length);
}
