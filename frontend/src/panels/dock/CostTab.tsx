/** The `Cost` tab: the windows that late items would have changed, each with what was emitted and what would be right. */
import { useMemo, type ReactNode } from "react";
import { costWindows, figureFields, resultFields, sorted, worstOf, type CostWindow } from "../../run/cost";
import { offText, wrongText } from "../../run/costText";
import { EMPTY_SAMPLE, type Sample } from "../../run/sample";
import { Inline } from "../Markdown";
import { counted, fullCount } from "./cells";
import { costColumns } from "./costColumns";
import { CostOff } from "./CostOff";
import { useDock } from "./dockStore";
import { Empty, Starting, stageOf } from "./Empty";
import { DayNote, dayOf } from "./itemColumns";
import { useRun } from "./runStore";
import { Select } from "./Select";
import { costSteps } from "./tallies";
import { VirtualTable } from "./VirtualTable";
import "./cost.css";

export function CostTab() {
  const stage = useRun(stageOf);
  const runId = useRun((run) => run.runId);
  const asked = useRun((run) => (run.flow?.run.cost_of_lateness ?? null) !== null);
  const names = useRun((run) => costSteps(run).join(" "));
  const chosen = useDock((dock) => dock.costStep);
  const steps = names.split(" ").filter(Boolean);
  if (stage === "none" || !asked) return <CostOff ran={stage !== "none"} />;
  const step = steps.find((one) => one === chosen) ?? steps[0];
  if (step === undefined) return stage === "starting" ? <Starting /> : <NothingWaits />;
  return <CostOfStep key={`${runId} ${step}`} step={step} steps={steps} />;
}

function CostOfStep({ step, steps }: { step: string; steps: readonly string[] }) {
  const sample = useRun((run) => run.samples[`${step}.cost`]) ?? EMPTY_SAMPLE;
  const streamType = useRun((run) => run.records[`${step}.cost`]) ?? "";
  const fields = useMemo(() => figureFields(streamType), [streamType]);
  const chosen = useDock((dock) => dock.costField);
  const field = fields.find((one) => one === chosen) ?? fields[0] ?? null;
  const windows = useMemo(() => costWindows(sample), [sample]);
  return (
    <>
      <div className="dk-bar">
        <Select label="Step" options={steps.map(option)} value={step} onChange={(costStep) => useDock.setState({ costStep })} />
        {fields.length > 1 && <Select label="Figure" options={fields.map(option)} value={field ?? ""} onChange={(costField) => useDock.setState({ costField })} />}
        <DayNote day={dayOf(sample, "open_time")} />
        <span className="dk-spring" />
        <Rest step={step} sample={sample} />
      </div>
      <Headline step={step} windows={windows} field={field} whole={sample.skipped + sample.forgotten === 0} />
      {windows.length === 0 ? <NoneOff step={step} /> : <CostTable step={step} windows={windows} field={field} streamType={streamType} sample={sample} />}
    </>
  );
}

const option = (value: string) => ({ value, label: value });

/** What is still to come, and what will not. */
function Rest({ step, sample }: { step: string; sample: Sample }) {
  const cost = useRun((run) => run.steps[step]?.cost ?? null);
  const grace = useRun((run) => run.flow?.run.cost_of_lateness ?? "");
  const untold = sample.skipped + sample.forgotten;
  return (
    <>
      {cost !== null && cost.waiting > 0 && <span className="dk-quiet">{counted(cost.waiting, "window")} still waiting</span>}
      {cost !== null && cost.skipped > 0 && <span className="dk-note" title="Too many windows waited to be compared; those of some keys were let go">{counted(cost.skipped, "window")} not compared</span>}
      {untold > 0 && <span className="dk-note">{counted(untold, "window")} off and not shown</span>}
      <span className="dk-quiet">waiting {grace} longer</span>
    </>
  );
}

function Headline({ step, windows, field, whole }: { step: string; windows: readonly CostWindow[]; field: string | null; whole: boolean }) {
  const cost = useRun((run) => run.steps[step]?.cost ?? null);
  const worst = useMemo(() => worstOf(windows, field), [windows, field]);
  if (cost === null || worst === null) return null;
  return (
    <p className="ct-headline" data-testid="cost-headline" aria-live="polite">
      <strong>{offText(cost)}</strong>; {whole ? "worst" : "worst shown"} <Inline text={wrongText(worst, field)} />.
    </p>
  );
}

interface TableProps {
  readonly step: string;
  readonly windows: readonly CostWindow[];
  readonly field: string | null;
  readonly streamType: string;
  readonly sample: Sample;
}

function CostTable({ step, windows, field, streamType, sample }: TableProps) {
  const sort = useDock((dock) => dock.costSort);
  const shown = useMemo(() => sorted(windows, sort, field ?? ""), [windows, sort, field]);
  const day = dayOf(sample, "open_time");
  const columns = useMemo(() => costColumns(shown, resultFields(streamType), field, day), [shown, streamType, field, day]);
  return (
    <VirtualTable
      label={`Windows of ${step} that are off`}
      columns={columns}
      count={shown.length}
      row={(index) => shown[index] ?? ""}
      share={() => null}
      testId="cost-item"
      sort={sort}
      onSort={(costSort) => useDock.setState({ costSort })}
    />
  );
}

function NoneOff({ step }: { step: string }) {
  const stage = useRun(stageOf);
  const cost = useRun((run) => run.steps[step]?.cost ?? null);
  const late = useRun((run) => run.steps[step]?.late ?? 0);
  const compared = cost?.compared ?? 0;
  if (compared === 0 && stage !== "ended") {
    return <Waiting>A window is compared once the longer wait is over, or when the input ends.</Waiting>;
  }
  return (
    <Empty title="No window is off" testId="cost-none">
      {fullCount(compared)} {compared === 1 ? "window was" : "windows were"} compared with what a longer wait makes of {compared === 1 ? "it" : "them"}.
      {late > 0 && ` ${counted(late, "late item")} changed no result.`}
    </Empty>
  );
}

function Waiting({ children }: { children: ReactNode }) {
  return <Empty title="Nothing is compared yet"><span className="dk-pulse" aria-hidden="true" /> {children}</Empty>;
}

function NothingWaits() {
  return <Empty title="No step of this flow waits for late items">Windows by event time do; windows of arrival have no late items, and so no cost.</Empty>;
}
