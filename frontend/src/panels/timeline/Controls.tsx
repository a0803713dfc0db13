/** The line above the picture: which step, what goes down, which keys, and how to move about. */
import IconAdjustments from "@tabler/icons-react/dist/esm/icons/IconAdjustmentsHorizontal.mjs";
import IconTable from "@tabler/icons-react/dist/esm/icons/IconTable.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { counted } from "../../timeline/describe";
import { LATE } from "../../timeline/items";
import { roughStretch } from "../../timeline/ranges";
import type { View } from "../../timeline/scale";
import type { By } from "../../timeline/scene";
import type { Timeline } from "../../timeline/timeline";
import { useDock } from "../dock/dockStore";
import { Select } from "../dock/Select";
import { useChoices } from "./choices";

interface ControlsProps {
  readonly step: string;
  readonly steps: readonly string[];
  readonly by: By;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly range: View | null;
  readonly timeline: Timeline;
}

export function Controls({ step, steps, by, filter, onFilter, range, timeline }: ControlsProps) {
  const { zone, order, asTable, whatIf } = useChoices();
  const showBy = (timelineBy: string): void => {
    useDock.setState({ timelineBy });
  };
  return (
    <div className="dk-bar tl-bar">
      {steps.length > 1 && <Select label="Step" options={steps.map((value) => ({ value, label: value }))} value={step} onChange={(timelineStep) => useDock.setState({ timelineStep, timelineItem: null, timelineRange: null })} />}
      <Switch label="What goes down" value={by} onChange={showBy} options={[["arrival", "Arrival"], ["keys", "Keys"]]} />
      {by === "keys" && <Switch label="Order of keys" value={order} onChange={(value) => useChoices.setState({ order: value === "name" ? "name" : "late" })} options={[["late", "Most late"], ["name", "Name"]]} />}
      <input className="tl-filter" type="search" aria-label="Keys that contain" placeholder="Filter keys" value={filter} onChange={(event) => onFilter(event.target.value)} />
      <Switch label="Zone" value={zone} onChange={(value) => useChoices.setState({ zone: value === "local" ? "local" : "utc" })} options={[["utc", "UTC"], ["local", "Local"]]} />
      {range !== null && <RangeChip timeline={timeline} range={range} />}
      <span className="dk-spring" />
      <Toggle on={asTable} onClick={() => useChoices.setState({ asTable: !asTable })} title="The windows and items in sight, as a table">
        <IconTable size={13} aria-hidden="true" /> As table
      </Toggle>
      <Toggle on={whatIf} onClick={() => useChoices.setState({ whatIf: !whatIf })} title="What another wait would have done">
        <IconAdjustments size={13} aria-hidden="true" /> What if
      </Toggle>
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, title: string])[];
  readonly onChange: (value: string) => void;
}

export function Switch({ label, value, options, onChange }: SwitchProps) {
  return (
    <div className="tl-switch" role="group" aria-label={label}>
      {options.map(([option, title]) => (
        <button key={option} type="button" aria-pressed={option === value} onClick={() => onChange(option)}>{title}</button>
      ))}
    </div>
  );
}

function Toggle({ on, onClick, title, children }: { on: boolean; onClick: () => void; title: string; children: React.ReactNode }) {
  return <button type="button" className="dk-button" aria-pressed={on} onClick={onClick} title={title}>{children}</button>;
}

/** The brushed stretch of event time, and what is in it. */
function RangeChip({ timeline, range }: { timeline: Timeline; range: View }) {
  const { zone } = useChoices();
  const { items } = timeline;
  let late = 0;
  const [first, end] = [items.before_us(range.from_us), items.before_us(range.to_us)];
  for (let at = first; at < end; at += 1) late += items.verdict[items.order[at] as number] === LATE ? 1 : 0;
  return (
    <span className="tl-range" data-testid="timeline-range">
      {roughStretch(range, zone)}, {counted(end - first, "item")}, {late.toLocaleString("en-US")} late
      <button type="button" className="tl-link" onClick={() => useChoices.setState({ asTable: true })}>List</button>
      <button type="button" className="dk-icon-button" title="Forget this stretch" aria-label="Forget this stretch" onClick={() => useDock.setState({ timelineRange: null })}>
        <IconX size={12} aria-hidden="true" />
      </button>
    </span>
  );
}

