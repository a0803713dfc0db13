/** The line above the log: which lines are looked for, how many there are, and all of them as text. */
import IconArrowDown from "@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import type { LogLine } from "../../run/log";
import { kindCounts, LOG_KINDS, LOG_WORDS, logText, stepsTold, type LogFilter } from "../../run/logView";
import { counted, fullCount } from "./cells";
import { CopyText } from "./CopyText";
import { useDock } from "./dockStore";
import { NarrowField } from "./NarrowField";
import { useRun } from "./runStore";
import { Select } from "./Select";

interface LogBarProps {
  readonly lines: readonly LogLine[];
  readonly shown: readonly LogLine[];
  readonly forgotten: number;
  readonly filter: LogFilter;
  /** How many lines have come since the person looked back. */
  readonly waiting: number;
  readonly onFollow: () => void;
}

export function LogBar({ lines, shown, forgotten, filter, waiting, onFollow }: LogBarProps) {
  const flow = useRun((run) => run.flow);
  const counts = kindCounts(lines);
  const kinds = LOG_KINDS.filter((kind) => counts[kind] > 0 || kind === filter.kind);
  const steps = stepsTold(lines, flow?.steps.map(({ id }) => id) ?? []);
  const all = { value: "", label: "all" };
  return (
    <div className="dk-bar">
      <Select label="Kind" value={filter.kind ?? ""} options={[all, ...kinds.map((kind) => ({ value: kind, label: `${LOG_WORDS[kind]} (${fullCount(counts[kind])})` }))]} onChange={(kind) => useDock.setState({ logKind: kind || null })} />
      <Select label="Step" value={filter.step ?? ""} options={[all, ...withChosen(steps, filter.step).map((step) => ({ value: step, label: step }))]} onChange={(step) => useDock.setState({ logStep: step || null })} />
      <NarrowField
        value={filter.text ?? ""}
        label="Search the log"
        placeholder="Search the log"
        clearLabel="Show every line"
        testId="log-search"
        icon={<IconSearch size={13} aria-hidden="true" />}
        onChange={(text) => useDock.setState({ logText: text || null })}
      />
      <span className="dk-count" data-testid="log-count">
        {shown.length < lines.length && `${fullCount(shown.length)} of `}
        {counted(lines.length, "line")}
      </span>
      {forgotten > 0 && <span className="dk-note">{counted(forgotten, "older line")} let go</span>}
      <span className="dk-spring" />
      {waiting > 0 && (
        <button type="button" className="dk-chip" onClick={onFollow} data-testid="log-new">
          <IconArrowDown size={12} aria-hidden="true" /> +{fullCount(waiting)} new
        </button>
      )}
      <CopyText label="Copy all" title="Copy the lines that are shown, as text" testId="log-copy" disabled={shown.length === 0} text={() => logText(shown)} />
    </div>
  );
}

/** What an address asks for can be put away again, whether or not the log tells of it. */
function withChosen(steps: readonly string[], chosen: string | null): readonly string[] {
  return chosen === null || steps.includes(chosen) ? steps : [...steps, chosen];
}
