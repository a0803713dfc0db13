/** The `Output` tab: what flows into a sink or leaves any port, newest last. */
import IconChartLine from "@tabler/icons-react/dist/esm/icons/IconChartLine.mjs";
import { lazy, Suspense, useMemo, type ReactNode } from "react";
import { counterOf } from "../../run/counters";
import { isNumber } from "../../run/fields";
import { EMPTY_SAMPLE } from "../../run/sample";
import { streamShape } from "../../run/streamType";
import { showOutput, useDock } from "./dockStore";
import { Empty, NoRun, Starting, stageOf, type Stage } from "./Empty";
import { ItemTable } from "./ItemTable";
import { PrintedLines } from "./PrintedLines";
import { useRun } from "./runStore";
import { Select } from "./Select";
import { chosenView, viewsOf, type View } from "./views";

export function OutputTab() {
  const stage = useRun(stageOf);
  const runId = useRun((run) => run.runId);
  const views = useViews();
  const chosen = useDock((dock) => dock.view);
  const view = chosenView(views, chosen);
  if (stage === "none") return <NoRun what="what reaches a sink shows up here, item by item." />;
  if (view === null) return stage === "ended" ? <Empty title="This run ended before anything could flow" /> : <Starting />;
  const controls = <ViewSelect views={views} view={view} />;
  const key = `${runId} ${view.name}`;
  if (view.kind === "printed") return <PrintedView key={key} view={view} controls={controls} />;
  return <PortView key={key} view={view} controls={controls} />;
}

function useViews(): readonly View[] {
  const flow = useRun((run) => run.flow);
  const streams = useRun((run) => run.streams);
  const printers = useRun((run) => Object.keys(run.printed).join(" "));
  return useMemo(
    () => (Object.keys(streams).length === 0 ? [] : viewsOf(flow, streams, printers.split(" ").filter(Boolean))),
    [flow, streams, printers],
  );
}

/** The chart and its library are loaded when the first one is drawn. */
const ChartPane = lazy(() => import("./ChartPane"));

/** Return the first number of a stream's items; null when there is none. */
function numberIn(streamType: string): string | null {
  const fields = streamType === "" ? {} : streamShape(streamType).fields;
  return Object.keys(fields).find((name) => isNumber(fields[name] ?? "") && name !== "window_id") ?? null;
}

function ChartToggle({ number }: { number: string }) {
  const drawn = useDock((dock) => dock.chart !== null);
  return (
    <button
      type="button"
      className="dk-button"
      aria-pressed={drawn}
      title={drawn ? "Show the items as a table" : "Draw a number of these items over time"}
      onClick={() => useDock.setState({ chart: drawn ? null : number })}
      data-testid="chart-toggle"
    >
      <IconChartLine size={13} aria-hidden="true" /> Chart
    </button>
  );
}

interface ViewProps {
  readonly view: View;
  readonly controls: ReactNode;
}

function PortView({ view, controls }: ViewProps) {
  const name = `${view.stepId}.${view.port}`;
  const sample = useRun((run) => run.samples[name]) ?? EMPTY_SAMPLE;
  const streamType = useRun((run) => run.streams[name]) ?? "";
  const rate = useRun((run) => counterOf(run.counters, view.stepId, view.port).rate);
  const flowName = useRun((run) => run.flowName);
  const chart = useDock((dock) => dock.chart);
  const number = useMemo(() => numberIn(streamType), [streamType]);
  const toggled = (
    <>
      {controls}
      {number !== null && <ChartToggle number={number} />}
    </>
  );
  if (sample.rows > 0 && chart !== null && number !== null) {
    return (
      <Suspense fallback={<div className="dk-bar">{toggled}</div>}>
        <ChartPane sample={sample} streamType={streamType} controls={toggled} label={name} />
      </Suspense>
    );
  }
  if (sample.rows === 0) return <NothingYet controls={controls} what={`No item has left ${name}.`} first="the first item" port={view.port} />;
  return <ItemTable sample={sample} label={`Items of ${name}`} streamType={streamType} testId="output-item" controls={toggled} rate={rate} name={[flowName, view.stepId, view.port]} />;
}

function PrintedView({ view, controls }: ViewProps) {
  const sample = useRun((run) => run.printed[view.stepId]) ?? EMPTY_SAMPLE;
  const flowName = useRun((run) => run.flowName);
  if (sample.rows === 0) return <NothingYet controls={controls} what={`${view.stepId} printed nothing.`} first="the first line" />;
  return <PrintedLines sample={sample} stepId={view.stepId} flowName={flowName} controls={controls} />;
}

function NothingYet({ controls, what, first, port = "" }: { controls: ReactNode; what: string; first: string; port?: string }) {
  const stage: Stage = useRun(stageOf);
  return (
    <>
      <div className="dk-bar">{controls}</div>
      {stage === "ended" ? (
        <Empty title={what}>{port === "errors" ? "That is good: items a step could not handle would leave here." : "The run has ended."}</Empty>
      ) : (
        <Empty title={`Waiting for ${first}`}>
          <span className="dk-pulse" aria-hidden="true" /> It shows up here as soon as it comes.
        </Empty>
      )}
    </>
  );
}

function ViewSelect({ views, view }: { views: readonly View[]; view: View }) {
  const options = views.map(({ name, label, group }) => ({ value: name, label, group }));
  return <Select label="Look at" options={options} value={view.name} onChange={showOutput} />;
}
