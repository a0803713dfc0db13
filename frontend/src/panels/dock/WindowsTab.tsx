/** The `Windows` tab: every window that closed, when it was open, what it merged and what came of it. */
import { AskDoctor } from "../doctor/AskDoctor";
import { useMemo, type ReactNode } from "react";
import { followed } from "../../run";
import { exactValue } from "../../run/exactValue";
import { WINDOW_TIME } from "../../run/eventTime";
import { cell, EMPTY_SAMPLE, type ItemChunk, type Row, type Sample } from "../../run/sample";
import { streamShape } from "../../run/streamType";
import { extentOf, resultName, windowFields, windowRecord, WINDOW_FIELDS, type Extent, type WindowRecord } from "../../run/windows";
import { Cell, counted, fullCount, isNumeric, Null } from "./cells";
import { showWindowsOf, useDock } from "./dockStore";
import { Empty, NoRun, Starting, stageOf } from "./Empty";
import { ExportMenu } from "./ExportMenu";
import { FilterField } from "./FilterField";
import { DayNote, dayOf, FieldHead, measured, widthFor, widthOf } from "./itemColumns";
import { shownRow, useSteadyColumns } from "./ItemTable";
import { RowDetail, type Part } from "./RowDetail";
import { useRun } from "./runStore";
import { Select } from "./Select";
import { StretchChip, useStretch } from "./StretchChip";
import { stepsWithPort } from "./tallies";
import { lensTable } from "./lensTable";
import { NothingFits, TailBar } from "./TailBar";
import { useChosenRow } from "./useChosenRow";
import { orderOf, useLens } from "./useLens";
import { useTail } from "./useTail";
import { VirtualTable, type Column } from "./VirtualTable";
import { WindowSpan } from "./WindowSpan";

export function WindowsTab() {
  const stage = useRun(stageOf);
  const runId = useRun((run) => run.runId);
  const names = useRun((run) => stepsWithPort(run, "meta").join(" "));
  const chosen = useDock((dock) => dock.windowStep);
  const steps = names.split(" ").filter(Boolean);
  if (stage === "none") return <NoRun what="a window shows up here when it closes, with what came of it." />;
  const step = steps.find((one) => one === chosen) ?? steps[0];
  if (step === undefined) return stage === "starting" ? <Starting /> : <NoWindowSteps />;
  const options = steps.map((value) => ({ value, label: value }));
  return <WindowsOfStep key={`${runId} ${step}`} step={step} options={options} />;
}

function WindowsOfStep({ step, options }: { step: string; options: readonly { value: string; label: string }[] }) {
  const sample = useRun((run) => run.samples[`${step}.meta`]) ?? EMPTY_SAMPLE;
  const open = useRun((run) => run.steps[step]?.open_windows ?? null);
  const controls = (
    <>
      <Select label="Step" options={options} value={step} onChange={showWindowsOf} />
      {open !== null && <span className="dk-count"><OpenMark /> {fullCount(open)} open</span>}
    </>
  );
  if (sample.rows > 0) return <WindowTable step={step} sample={sample} controls={controls} />;
  return (
    <>
      <div className="dk-bar">{controls}</div>
      <NoneClosed step={step} open={open ?? 0} />
    </>
  );
}

function WindowTable({ step, sample, controls }: { step: string; sample: Sample; controls: ReactNode }) {
  const filter = useDock((dock) => dock.windowFilter) ?? "";
  const sort = useDock((dock) => dock.windowSort);
  const flowName = useRun((run) => run.flowName);
  const down = useRun((run) => run.samples[`${step}.down`]);
  const downType = useRun((run) => run.streams[`${step}.down`]) ?? "";
  const fields = useMemo(() => windowFields(() => followed.getState().samples[`${step}.down`], resultFields(downType)), [step, downType]);
  const tail = useTail(sample, orderOf(sort, fields) !== null);
  const { shown } = tail;
  const columns = useSteadyColumns(shown, () => windowColumns(shown, downType), downType);
  const chosen = useChosenRow(tail);
  const lens = useLens(shown, fields, { filter, sort, within: useStretch(WINDOW_TIME), chosen: chosen.number });
  const record = useMemo(() => recordReader(down), [down]);
  const recordAt = (index: number): WindowRecord | null => record(lens.row(index));
  const tools = <ExportMenu sample={shown} rows={lens.rows} count={lens.active ? lens.count : shown.items} fields={fields} name={[flowName, step, "windows"]} />;
  return (
    <>
      <TailBar tail={tail} lens={lens} total={sample.total} noun="closed window" tools={tools}>
        {controls}
        <FilterField field="windowFilter" why={lens.why} />
        <StretchChip time={WINDOW_TIME} />
        <DayNote day={dayOf(shown, "open_time")} />
      </TailBar>
      <div className="dk-split">
        <div className="dk-list">
          <VirtualTable
            label={`Closed windows of ${step}`}
            columns={columns}
            {...lensTable(tail, lens, chosen.choose, chosen.clear)}
            row={(index) => recordAt(index) ?? String(shownRow(lens.row(index)))}
            share={(first, last) => extentOf(range(first, last).flatMap((index) => recordAt(index) ?? []))}
            testId="window-item"
            sort={sort}
            onSort={(next) => useDock.setState({ windowSort: next })}
          />
          <NothingFits lens={lens} />
        </div>
        {chosen.item !== null && (
          <RowDetail title="closed window" parts={partsOf(windowRecord(chosen.item.chunk, chosen.item.at, down), streamShape(downType).fields)} onClose={chosen.clear} />
        )}
      </div>
    </>
  );
}

function partsOf({ key, windowId, openTime, closeTime, mergedIds, result }: WindowRecord, types: Readonly<Record<string, string>>): Part[] {
  const results = Object.entries(result?.chunk.columns ?? {}).filter(([name]) => !WINDOW_FIELDS.includes(name));
  return [
    { name: "key", value: key },
    { name: "window", value: windowId },
    { name: "open", value: openTime },
    { name: "close", value: closeTime },
    ...(mergedIds.length === 0 ? [] : [{ name: "merged", value: mergedIds.join(", ") }]),
    ...results.map(([name, values]) => ({ name, value: exactValue(values[result?.at ?? 0], types[name] ?? "") })),
  ];
}

/** Return how to read the window in a row; each is joined with its result once. */
function recordReader(down: Sample | undefined): (row: Row | null) => WindowRecord | null {
  const known = new WeakMap<ItemChunk, Map<number, WindowRecord>>();
  return (row) => {
    if (row?.kind !== "item") return null;
    const ofChunk = known.get(row.chunk) ?? new Map<number, WindowRecord>();
    known.set(row.chunk, ofChunk);
    const record = ofChunk.get(row.at) ?? windowRecord(row.chunk, row.at, down);
    ofChunk.set(row.at, record);
    return record;
  };
}

/** Return the fields of a step's results beside those that every window has. */
function resultFields(downType: string): [name: string, type: string][] {
  return Object.entries(downType === "" ? {} : streamShape(downType).fields).filter(([name]) => !WINDOW_FIELDS.includes(name));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

type WindowColumn = Column<WindowRecord, Extent | null>;

function windowColumns(meta: Sample, downType: string): WindowColumn[] {
  return [
    { id: "key", head: "key", width: widthFor([...measured(meta).map(({ chunk, at }) => chunk.keys?.[at] ?? ""), "key"], 80), cell: ({ key }) => <span className="dk-key" title={key ?? ""}>{key}</span> },
    { id: "window", head: "window", width: widthOf(meta, "window_id", "window", "int", null), numeric: true, cell: ({ windowId }) => windowId ?? <Null /> },
    timeColumn(meta, "open_time", "open", ({ openTime }) => openTime),
    timeColumn(meta, "close_time", "close", ({ closeTime }) => closeTime),
    { id: "merged", head: "merged", width: 84, cell: ({ mergedIds }) => (mergedIds.length === 0 ? "" : <span title="Windows that became part of this one">{mergedIds.join(", ")}</span>) },
    { id: "span", head: "when", width: 180, unsortable: true, cell: (record, extent) => <WindowSpan record={record} extent={extent} /> },
    ...resultFields(downType).map(([name, type]) => resultColumn(name, type)),
  ];
}

function timeColumn(meta: Sample, field: string, head: string, time: (record: WindowRecord) => string | null): WindowColumn {
  const day = dayOf(meta, "open_time");
  return {
    id: head,
    head: <FieldHead name={head} type="timestamp" day={null} />,
    width: widthOf(meta, field, head, "timestamp", day),
    cell: (record) => <Cell value={time(record)} type="timestamp" day={day} />,
  };
}

function resultColumn(name: string, type: string): WindowColumn {
  return {
    id: resultName(name),
    head: <FieldHead name={name} type={type} day={null} />,
    width: type === "int" ? 120 : 180,
    numeric: isNumeric(type),
    cell: ({ result }) => (result === null ? <span className="dk-quiet" title="Its result was not among the items shown">not shown</span> : <Cell value={cell(result.chunk, result.at, name)} type={type} day={null} />),
  };
}

function OpenMark() {
  return <span className="dk-open-mark" aria-hidden="true" />;
}

function NoneClosed({ step, open }: { step: string; open: number }) {
  const stage = useRun(stageOf);
  if (stage === "ended") return <Empty title="No window closed">The run ended with {counted(open, "window")} open. Finish, instead of Stop, closes them all.</Empty>;
  return (
    <Empty title={open === 0 ? "No window yet" : `${counted(open, "window")} open, none closed yet`}>
      <p>A window opens with its first item and closes when the watermark of its key reaches its close time.</p>
      <AskDoctor step={step} />
    </Empty>
  );
}

function NoWindowSteps() {
  return <Empty title="No step of this flow has windows">Add one, such as Collect window or Aggregate window, to group items by when they happened.</Empty>;
}
