/** The run in one line at the end of the tabs: how it is, for how long, and how many batches it moved. */
import { useEffect, useState } from "react";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import IconLoader2 from "@tabler/icons-react/dist/esm/icons/IconLoader2.mjs";
import IconPlayerPauseFilled from "@tabler/icons-react/dist/esm/icons/IconPlayerPauseFilled.mjs";
import IconPlayerPlayFilled from "@tabler/icons-react/dist/esm/icons/IconPlayerPlayFilled.mjs";
import IconPlayerStopFilled from "@tabler/icons-react/dist/esm/icons/IconPlayerStopFilled.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import type { RunStatus } from "../../api/types";
import { STATUS_WORDS } from "../../run/runState";
import { fullCount } from "./cells";
import { useRun } from "./runStore";

const ICONS: Readonly<Record<RunStatus, typeof IconCheck>> = {
  starting: IconLoader2, running: IconPlayerPlayFilled, paused: IconPlayerPauseFilled, stopping: IconLoader2,
  stopped: IconPlayerStopFilled, finished: IconCheck, failed: IconX,
};

export function RunLine() {
  const status = useRun((run) => run.status);
  const missed = useRun((run) => run.missed);
  const Icon = status === null ? null : ICONS[status];
  return (
    <div className="dk-run-line">
      {missed > 0 && <span className="dk-note">{fullCount(missed)} events missed</span>}
      {/* Only the status is announced: figures that change all the time would talk over everything. */}
      <output className={`dk-status dk-status-${status ?? "none"}`} data-testid="dock-status">
        {Icon !== null && <Icon size={12} aria-hidden="true" />}
        {status === null ? "No run" : STATUS_WORDS[status]}
      </output>
      {status !== null && <Elapsed />}
    </div>
  );
}

/** For how long the run has been going, or was; the server's clock against this machine's, usually the same one. */
function Elapsed() {
  const startedAt = useRun((run) => run.startedAt);
  const endedAt = useRun((run) => run.endedAt);
  const [now_ms, setNow] = useState(() => Date.now());
  const ticking = startedAt !== null && endedAt === null;
  useEffect(() => {
    if (!ticking) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 100);
    return () => clearInterval(timer);
  }, [ticking]);
  const until_ms = endedAt === null ? now_ms : Date.parse(endedAt);
  const elapsed_s = startedAt === null ? 0 : Math.max(0, (until_ms - Date.parse(startedAt)) / 1_000);
  const brief = !ticking && elapsed_s < 1;
  return <span className="dk-figure dk-elapsed">{brief ? `${Math.round(elapsed_s * 1_000)} ms` : elapsedText(elapsed_s)}</span>;
}

function elapsedText(elapsed_s: number): string {
  if (elapsed_s < 60) return `${elapsed_s.toFixed(1)} s`;
  const [minutes, seconds] = [Math.floor(elapsed_s / 60), Math.floor(elapsed_s % 60)];
  if (minutes < 60) return `${minutes} min ${String(seconds).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}
