/** What a tab shows while it has nothing to show: what would be here, and what to do. */
import type { ReactNode } from "react";
import { hasEnded } from "../../run/events";
import type { Followed } from "../../run";
import { useRun } from "./runStore";

export function Empty({ title, children, testId }: { title: string; children?: ReactNode; testId?: string }) {
  return (
    <div className="dk-empty" data-testid={testId ?? "dock-empty"}>
      <p className="dk-empty-title">{title}</p>
      {children !== undefined && <div className="dk-empty-text">{children}</div>}
    </div>
  );
}

export function NoRun({ what }: { what: string }) {
  return (
    <Empty title="Nothing has run yet">
      Press Run, or <kbd>Ctrl</kbd> <kbd>Enter</kbd> on the canvas: {what}
    </Empty>
  );
}

export function Starting() {
  const reason = useRun((run) => run.reason);
  return (
    <Empty title="Starting the run">
      <span className="dk-pulse" aria-hidden="true" /> {reason ? `Its process is ${reason}.` : "The server is starting a process for it."}
    </Empty>
  );
}

/** How far a run is, as far as an empty table is concerned. */
export type Stage = "none" | "starting" | "alive" | "ended";

export function stageOf(run: Followed): Stage {
  if (run.status === null) return "none";
  if (hasEnded(run.status)) return "ended";
  return run.status === "starting" ? "starting" : "alive";
}
