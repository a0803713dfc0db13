/** The `Log` tab: what became of the run, in time order, searched and put away as text. */
import { memo, useMemo } from "react";
import IconAlertCircle from "@tabler/icons-react/dist/esm/icons/IconAlertCircle.mjs";
import IconDots from "@tabler/icons-react/dist/esm/icons/IconDots.mjs";
import IconPointFilled from "@tabler/icons-react/dist/esm/icons/IconPointFilled.mjs";
import type { LogKind, LogLine } from "../../run/log";
import { fittingLines, LOG_WORDS } from "../../run/logView";
import { timeText } from "../../run/timeText";
import { revealStep } from "../../state/view";
import { useDock } from "./dockStore";
import { NoRun, Starting, stageOf } from "./Empty";
import { LogBar } from "./LogBar";
import { useRun } from "./runStore";
import { useLogTail } from "./useLogTail";

export function LogTab() {
  const stage = useRun(stageOf);
  const runId = useRun((run) => run.runId);
  const none = useRun((run) => run.log.lines.length === 0);
  if (stage === "none") return <NoRun what="what becomes of the run is written down here." />;
  return none ? <Starting /> : <Lines key={runId} />;
}

function Lines() {
  const { lines, forgotten } = useRun((run) => run.log);
  const [kind, step, text] = [useDock((dock) => dock.logKind), useDock((dock) => dock.logStep), useDock((dock) => dock.logText)];
  const filter = useMemo(() => ({ kind, step, text }), [kind, step, text]);
  const shown = useMemo(() => fittingLines(lines, filter), [lines, filter]);
  const tail = useLogTail(shown);
  return (
    <>
      <LogBar lines={lines} shown={shown} forgotten={forgotten} filter={filter} tail={tail} />
      {/* What scrolls and holds nothing to focus must itself be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="dk-scroll" ref={tail.scroller} onScroll={tail.onScroll} aria-label="Log of this run, times in UTC" tabIndex={0}>
        {shown.length === 0 && <p className="dk-nothing-fits" data-testid="nothing-fits">No line fits.</p>}
        <ol className="dk-log">
          {shown.map((line) => <Line key={line.seq} line={line} />)}
        </ol>
      </section>
    </>
  );
}

const Line = memo(function Line({ line }: { line: LogLine }) {
  const { stepId } = line;
  return (
    <li className={`dk-log-line dk-log-${line.kind}`} data-testid="log-line">
      <time dateTime={line.at} title={line.at}>{timeText(line.at, false).slice(0, "00:00:00.000".length)}</time>
      <span className="dk-log-kind"><Mark kind={line.kind} /> {LOG_WORDS[line.kind]}</span>
      <span className="dk-log-step">{stepId !== null && <button type="button" className="dk-link" title={`Show ${stepId} on the canvas`} onClick={() => revealStep(stepId)}>{stepId}</button>}</span>
      <span className="dk-log-text">{line.text}</span>
    </li>
  );
});

function Mark({ kind }: { kind: LogKind }) {
  if (kind === "failure") return <IconAlertCircle size={13} aria-hidden="true" />;
  if (kind === "status") return <IconPointFilled size={13} aria-hidden="true" />;
  return <IconDots size={13} aria-hidden="true" />;
}
