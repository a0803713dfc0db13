/** The `Log` tab: what became of the run, in time order. */
import { useLayoutEffect, useRef } from "react";
import IconAlertCircle from "@tabler/icons-react/dist/esm/icons/IconAlertCircle.mjs";
import IconDots from "@tabler/icons-react/dist/esm/icons/IconDots.mjs";
import IconPointFilled from "@tabler/icons-react/dist/esm/icons/IconPointFilled.mjs";
import type { LogKind, LogLine } from "../../run/log";
import { timeText } from "../../run/timeText";
import { counted } from "./cells";
import { NoRun, Starting, stageOf } from "./Empty";
import { useRun } from "./runStore";

export function LogTab() {
  const stage = useRun(stageOf);
  const { lines, forgotten } = useRun((run) => run.log);
  const scroller = useRef<HTMLDivElement | null>(null);
  useLayoutEffect(() => {
    if (lines.length > 0 && scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [lines]);
  if (stage === "none") return <NoRun what="what becomes of the run is written down here." />;
  if (lines.length === 0) return <Starting />;
  return (
    // What scrolls and holds nothing to focus must itself be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="dk-scroll" ref={scroller} aria-label="Log of this run, times in UTC" tabIndex={0}>
      {forgotten > 0 && <p className="dk-note">{counted(forgotten, "older line")} let go</p>}
      <ol className="dk-log">
        {lines.map((line) => <Line key={line.seq} line={line} />)}
      </ol>
    </section>
  );
}

const WORDS: Readonly<Record<LogKind, string>> = { status: "run", failure: "failed", gap: "gap", missed: "missed" };

function Line({ line }: { line: LogLine }) {
  return (
    <li className={`dk-log-line dk-log-${line.kind}`} data-testid="log-line">
      <time dateTime={line.at} title={line.at}>{timeText(line.at, false).slice(0, "00:00:00.000".length)}</time>
      <span className="dk-log-kind"><Mark kind={line.kind} /> {WORDS[line.kind]}</span>
      <span className="dk-log-step">{line.stepId ?? ""}</span>
      <span className="dk-log-text">{line.text}</span>
    </li>
  );
}

function Mark({ kind }: { kind: LogKind }) {
  if (kind === "failure") return <IconAlertCircle size={13} aria-hidden="true" />;
  if (kind === "status") return <IconPointFilled size={13} aria-hidden="true" />;
  return <IconDots size={13} aria-hidden="true" />;
}
