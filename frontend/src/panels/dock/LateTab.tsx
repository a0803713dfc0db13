/** The `Late` tab: the items that came behind the watermark of their key, each with the evidence. */
import { useEffect, useMemo, useReducer } from "react";
import { LATE_TIME } from "../../run/eventTime";
import { followed } from "../../run";
import { clockOf } from "../../run/clockOf";
import { stepOfLate } from "../../run/late";
import { knownOfRow, tryRow } from "../../run/kept";
import { durationText } from "../../run/timeText";
import { cell, EMPTY_SAMPLE, type ItemRow, type Sample } from "../../run/sample";
import { streamShape } from "../../run/streamType";
import { Cell, counted, isNumeric } from "./cells";
import { useDock } from "./dockStore";
import { ExportMenu } from "./ExportMenu";
import { Empty, NoRun, Starting, stageOf } from "./Empty";
import { FilterField } from "./FilterField";
import { DayNote, dayOf, FieldHead, measured, widthFor, widthOf } from "./itemColumns";
import { shownRow, useSteadyColumns, useSteadyFields } from "./ItemTable";
import { LateDetail } from "./LateDetail";
import { lensTable } from "./lensTable";
import { useRun } from "./runStore";
import { Select } from "./Select";
import { judgedItems, lateCount, stepsWithPort } from "./tallies";
import { StretchChip, useStretch } from "./StretchChip";
import { NothingFits, Note, TailBar } from "./TailBar";
import { useChosenRow } from "./useChosenRow";
import { useLateItem } from "./useLateItem";
import { orderOf, useLens } from "./useLens";
import { useTail } from "./useTail";
import { VirtualTable, type Column } from "./VirtualTable";

export function LateTab() {
  const stage = useRun(stageOf);
  const runId = useRun((run) => run.runId);
  const names = useRun((run) => stepsWithPort(run, "late").join(" "));
  const counts = useRun((run) => stepsWithPort(run, "late").map((step) => lateCount(run, step)).join(" "));
  const chosen = useDock((dock) => dock.lateStep ?? stepOfLate(dock.lateItem ?? ""));
  const steps = names.split(" ").filter(Boolean);
  const late = counts.split(" ").map(Number);
  if (stage === "none") return <NoRun what="an item that comes too late for its window shows up here, with the reason." />;
  if (steps.length === 0) return stage === "starting" ? <Starting /> : <NoWindows />;
  const firstWithLate = late.findIndex((count) => count > 0);
  const step = steps.find((one) => one === chosen) ?? steps[Math.max(0, firstWithLate)] ?? "";
  const options = steps.map((value, at) => ({ value, label: `${value} (${late[at]?.toLocaleString("en-US")})` }));
  return <LateOfStep key={`${runId} ${step}`} step={step} options={options} />;
}

function LateOfStep({ step, options }: { step: string; options: readonly { value: string; label: string }[] }) {
  const sample = useRun((run) => run.samples[`${step}.late`]) ?? EMPTY_SAMPLE;
  const controls = <Select label="Step" options={options} value={step} onChange={(lateStep) => useDock.setState({ lateStep })} />;
  if (sample.rows > 0) return <LateTable step={step} sample={sample} controls={controls} />;
  return (
    <>
      <div className="dk-bar">{controls}</div>
      <NoneLate step={step} />
    </>
  );
}

function LateTable({ step, sample, controls }: { step: string; sample: Sample; controls: React.ReactNode }) {
  const filter = useDock((dock) => dock.lateFilter) ?? "";
  const sort = useDock((dock) => dock.lateSort);
  const streamType = useRun((run) => run.streams[`${step}.late`]) ?? "";
  const shape = useMemo(() => (streamType === "" ? null : streamShape(streamType)), [streamType]);
  const fields = useSteadyFields(sample, shape);
  const tail = useTail(sample, orderOf(sort, fields) !== null);
  const { shown } = tail;
  const late = useRun((run) => run.steps[step]?.late ?? 0);
  const flowName = useRun((run) => run.flowName);
  const row = useChosenRow(tail);
  const lens = useLens(shown, fields, { filter, sort, within: useStretch(LATE_TIME), chosen: row.number });
  const chosen = useLateItem(step, tail, lens, row);
  const tools = <ExportMenu sample={shown} rows={lens.rows} count={lens.active ? lens.count : shown.items} fields={fields} name={[flowName, step, "late"]} />;
  const columns = useSteadyColumns(shown, () => lateColumns(step, shown, streamType), streamType);
  return (
    <>
      <TailBar tail={tail} lens={lens} total={sample.total} noun="late item" tools={tools}>
        {controls}
        <FilterField field="lateFilter" why={lens.why} />
        <StretchChip time={LATE_TIME} />
        <DayNote day={dayOf(shown, "timestamp")} />
        {late > 0 && late < sample.total && <Note>{`${counted(late, "item")}; one row for each window it missed`}</Note>}
      </TailBar>
      <div className="dk-split">
        <div className="dk-list">
          <VirtualTable
            label={`Late items of ${step}`}
            columns={columns}
            {...lensTable(tail, lens, chosen.choose, chosen.close)}
            row={(index) => shownRow(lens.row(index))}
            share={() => null}
            testId="late-item"
            sort={sort}
            onSort={(next) => useDock.setState({ lateSort: next })}
          />
          <NothingFits lens={lens} />
        </div>
        <LateDetail late={chosen.late} missing={chosen.missing} onClose={chosen.close} />
      </div>
    </>
  );
}

const SHOWN: readonly (readonly [field: string, head: string, type: string])[] = [
  ["timestamp", "timestamp", "timestamp"],
  ["late_by", "late by", "duration"],
  ["wait_needed", "wait needed", "duration"],
  ["watermark", "watermark", "timestamp"],
  ["window_id", "window", "int"],
  ["window_was_open", "was open", "bool"],
  ["value", "value", ""],
];

/** Rows are tried one by one as they are drawn, so no filter and no order can wait for what comes of it. */
const TOLD = "duration; filtered and sorted by what the step told, before its record was tried";

function lateColumns(step: string, sample: Sample, streamType: string): Column<ItemRow, unknown>[] {
  const valueType = streamType === "" ? "" : (streamShape(streamType).fields["value"] ?? "");
  const day = dayOf(sample, "timestamp");
  const fields = SHOWN.map(([field, head, type]): Column<ItemRow, unknown> => {
    const shape = field === "value" ? valueType : type;
    return {
      id: field,
      head: <FieldHead name={head} field={field} type={field === "wait_needed" ? TOLD : shape} day={null} />,
      width: field === "value" ? 160 : widthOf(sample, field, head, type, day),
      numeric: isNumeric(type),
      cell: ({ chunk, at }) => field === "wait_needed" ? <WaitNeeded step={step} row={{ chunk, at }} /> : <EvidenceCell field={field} row={{ chunk, at }} type={shape} day={day} />,
    };
  });
  return [keyColumn(sample), ...fields];
}

/** The wait that would have kept it: what the engine says or, where that may not be all, what its record says. */
function WaitNeeded({ step, row }: { step: string; row: ItemRow }) {
  const flow = useRun((run) => run.flow);
  const clock = useMemo(() => clockOf(flow, step), [flow, step]);
  const runClock = useRun((run) => run.clock);
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const { chunk, at } = row;
  const kept = knownOfRow({ stepId: step, chunk, at }, { clock: runClock }, clock);
  const unsure = kept?.unsure ?? null;
  useEffect(() => {
    if (unsure === null) return undefined;
    // Each row by itself and after it is drawn, so that no scrolling waits for it.
    const timer = setTimeout(() => tryRow({ stepId: step, chunk, at }, followed.getState(), clock) && draw());
    return () => clearTimeout(timer);
  }, [step, chunk, at, clock, unsure]);
  if (kept === null || kept.unsure === null) return <Cell value={kept?.wait ?? null} type="duration" day={null} />;
  return <span title={`${kept.wait}. ${UNSURE[kept.unsure]}`} data-unsure={kept.unsure}>≈ {durationText(kept.wait)}</span>;
}

const UNSURE = {
  forgets: "It may need more: with windows open for longer its key may remember older items, and what is recorded does not tell.",
  joins: "A shorter wait may do: that depends on sessions it could join, and what is recorded does not tell.",
} as const;

function keyColumn(sample: Sample): Column<ItemRow, unknown> {
  const keys = measured(sample).map(({ chunk, at }) => `◆ ${chunk.keys?.[at]}`);
  return {
    id: "key",
    head: "key",
    width: widthFor([...keys, "key"]),
    cell: ({ chunk, at }) => (
      <span className="dk-key" title={chunk.keys?.[at]}>
        <LateMark /> {chunk.keys?.[at]}
      </span>
    ),
  };
}

function EvidenceCell({ field, row, type, day }: { field: string; row: ItemRow; type: string; day: string | null }) {
  const value = cell(row.chunk, row.at, field);
  if (OF_A_WINDOW.includes(field) && cell(row.chunk, row.at, "window_open_time") === null) {
    return <span className="dk-quiet" title="A late item opens no session, so there is no window it belongs to">none</span>;
  }
  if (field === "window_was_open" && typeof value === "boolean") return value ? "still open" : "closed";
  return <Cell value={value} type={type} day={day} />;
}

/** What says nothing of an item without a window. */
const OF_A_WINDOW: readonly string[] = ["window_id", "window_was_open"];

export function LateMark() {
  return (
    <svg className="dk-mark" viewBox="0 0 10 10" width={9} height={9} aria-hidden="true">
      <path d="M5 0.5 9.5 5 5 9.5 0.5 5z" className="dk-late-mark" />
    </svg>
  );
}

function NoWindows() {
  return (
    <Empty title="Nothing in this flow can be late">
      Only a step with windows tells late from on time. Add one, such as Aggregate window, and this tab watches it.
    </Empty>
  );
}

function NoneLate({ step }: { step: string }) {
  const stage = useRun(stageOf);
  const judged = useRun((run) => judgedItems(run, step));
  const title = useMemo(() => (judged === 0 ? "No item to judge yet" : `0 of ${counted(judged, "item")} late`), [judged]);
  return (
    <Empty title={stage === "ended" && judged > 0 ? `${title}: every item was on time` : title} testId="none-late">
      <p>
        An item is late when its timestamp is behind the watermark of its key: the newest timestamp seen, less the wait of the clock.
        A late item joins no window, and leaves by the port <code>late</code>.
      </p>
    </Empty>
  );
}
