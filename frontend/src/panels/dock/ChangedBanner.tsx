/** The flow on the canvas is no longer the one that ran: what changed, and how to run it as it is. */
import { useMemo } from "react";
import IconPencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { meansTheSame } from "../../flow/meaning";
import { isAlive } from "../../run/runState";
import { perform } from "../../state/actions";
import { selectFlow, useFlow } from "../../state/flowStore";
import { useWhyNot } from "../useWhyNot";
import { Banner } from "./Banner";
import { useDismissed } from "./dismissed";
import { useRun } from "./runStore";

export function ChangedBanner() {
  const ran = useRun((run) => run.flow);
  const runId = useRun((run) => run.runId);
  const alive = useRun(isAlive);
  const screen = useFlow(selectFlow);
  const away = useDismissed((dismissed) => dismissed.changedSince);
  const changed = useMemo(() => ran !== null && !meansTheSame(ran, screen), [ran, screen]);
  if (!changed || runId === null || away === runId) return null;
  return (
    <Banner kind="quiet" testId="canvas-changed" icon={IconPencil}>
      <span>{alive ? "The canvas has changed since this run began; the run goes on as it was." : "The canvas has changed since this run."}</span>
      <span className="dk-spring" />
      <button type="button" className="dk-button" onClick={() => perform("compareWithRun")}>Compare</button>
      {!alive && <RunAgain />}
      <button type="button" className="dk-icon-button" aria-label="Put this message away" onClick={() => useDismissed.setState({ changedSince: runId })}><IconX size={14} aria-hidden="true" /></button>
    </Banner>
  );
}

function RunAgain() {
  const why = useWhyNot("run");
  return <button type="button" className="dk-button" disabled={why !== null} title={why ?? undefined} onClick={() => perform("run")}>Run again</button>;
}
