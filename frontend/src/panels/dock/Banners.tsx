/** What stands above every tab while it holds: a failure with its reason, a refusal, a connection that is gone. */
import { useEffect, useState, type ReactNode } from "react";
import IconFocus2 from "@tabler/icons-react/dist/esm/icons/IconFocus2.mjs";
import IconPlugConnectedX from "@tabler/icons-react/dist/esm/icons/IconPlugConnectedX.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import type { Connection } from "../../api/live";
import { closeRun, dismissRefusal, reconnect } from "../../run";
import { select, selectFlow, useFlow } from "../../state/flowStore";
import { sessionEnded } from "../../state/session";
import { revealStep } from "../../state/view";
import { AheadBanner } from "./AheadBanner";
import { Banner } from "./Banner";
import "./banners.css";
import { ChangedBanner } from "./ChangedBanner";
import { CopyText } from "./CopyText";
import { MissingBanner } from "./MissingBanner";
import { useRun } from "./runStore";

export function Banners() {
  return (
    // The weightiest first: only so many are shown at a time.
    <div className="dk-banners">
      <ConnectionBanner />
      <RefusalBanner />
      <FailureBanner />
      <AheadBanner />
      <StopBanner />
      <ChangedBanner />
      <MissingBanner />
    </div>
  );
}

function FailureBanner() {
  const failed = useRun((run) => run.status === "failed");
  const failure = useRun((run) => run.failure);
  const reason = useRun((run) => run.reason);
  if (!failed) return null;
  const words = failure?.message ?? (reason || "The run's process ended without a word.");
  const stepId = failure?.stepId ?? null;
  const more = reason !== "" && !words.includes(reason) && !reason.includes(words) ? reason : "";
  return (
    <Banner kind="error" testId="run-failure">
      <strong>Failed{stepId === null ? "" : " at "}</strong>
      {stepId !== null && <button type="button" className="dk-link" onClick={() => showStep(stepId)}>{stepId}</button>}
      <span className="dk-reason">{words}{more && ` ${more}`}</span>
      <span className="dk-spring" />
      {stepId !== null && <ShowStep stepId={stepId} />}
      <CopyText label="Copy" title="Copy the reason" text={() => [stepId, words, more].filter(Boolean).join(": ")} />
    </Banner>
  );
}

function ShowStep({ stepId }: { stepId: string }) {
  const there = useFlow((state) => selectFlow(state).steps.some(({ id }) => id === stepId));
  return (
    <button type="button" className="dk-button" disabled={!there} title={there ? "Select it and bring it into sight" : "This step is no longer on the canvas"} onClick={() => showStep(stepId)}>
      <IconFocus2 size={13} aria-hidden="true" /> Show step
    </button>
  );
}

function showStep(stepId: string): void {
  select({ steps: [stepId] });
  revealStep(stepId);
}

/** A run that was stopped by something other than the person says by what. */
function StopBanner() {
  const stopped = useRun((run) => run.status === "stopped");
  const reason = useRun((run) => run.reason);
  if (!stopped || reason === "") return null;
  return <Banner kind="quiet" testId="run-stopped"><span><strong>Stopped.</strong> {reason}</span></Banner>;
}

function RefusalBanner() {
  const refusal = useRun((run) => run.refusal);
  if (refusal === null) return null;
  return (
    <Banner kind="error" testId="run-refused">
      <span className="dk-reason">{[refusal.detail || refusal.title, refusal.hint].filter(Boolean).join(" ")}</span>
      <span className="dk-spring" />
      <button type="button" className="dk-icon-button" aria-label="Put this message away" onClick={dismissRefusal}><IconX size={14} aria-hidden="true" /></button>
    </Banner>
  );
}

function ConnectionBanner() {
  const connection = useRun((run) => run.connection);
  const signedOut = connection.state === "signed_out";
  useEffect(() => {
    if (signedOut) sessionEnded();
  }, [signedOut]);
  if (connection.state === "waiting") return <Waiting connection={connection} />;
  if (connection.state === "connecting" && connection.attempt > 1) return <Lost action={<TryNow trying />}>Connection lost. As long as the server is up, the run goes on and nothing of it is lost. Trying again…</Lost>;
  if (signedOut) return <Lost>You are signed out. The run goes on; sign in to see it.</Lost>;
  if (connection.state === "gone") return <Lost action={<button type="button" className="dk-button" onClick={closeRun}>Put it away</button>}>The server does not know this run any more. What it told before stays here until you put it away.</Lost>;
  return null;
}

function Waiting({ connection }: { connection: Extract<Connection, { state: "waiting" }> }) {
  const left_s = useCountdown(connection.retry_at_ms);
  return (
    <Lost action={<TryNow />}>
      Connection lost. As long as the server is up, the run goes on and nothing of it is lost. Trying again in <span className="dk-figure">{left_s} s</span>.
    </Lost>
  );
}

/** Stays where it is while it tries, so that it can be pressed again and keeps the focus. */
function TryNow({ trying = false }: { trying?: boolean }) {
  return <button type="button" className="dk-button" aria-disabled={trying} onClick={() => !trying && reconnect()}>{trying ? "Trying…" : "Try now"}</button>;
}

function Lost({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <Banner kind="quiet" testId="connection-lost" icon={IconPlugConnectedX}>
      <span>{children}</span>
      <span className="dk-spring" />
      {action}
    </Banner>
  );
}

/** Return the whole seconds until an instant of this machine's clock, counting down. */
function useCountdown(until_ms: number): number {
  const left = () => Math.max(0, Math.ceil((until_ms - Date.now()) / 1_000));
  const [left_s, set] = useState(left);
  useEffect(() => {
    set(left());
    const timer = setInterval(() => set(left()), 250);
    return () => clearInterval(timer);
    // `left` reads nothing but `until_ms` and the clock.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [until_ms]);
  return left_s;
}
