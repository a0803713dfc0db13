/** A watermark far ahead of the clock: whose, who moved it, and the guard that would have held it. */
import IconClockExclamation from "@tabler/icons-react/dist/esm/icons/IconClockExclamation.mjs";
import { useMemo } from "react";
import { isRecord } from "../../flow/edits";
import { guardsFor, type Guarding } from "../../flow/guards";
import { watermarksAhead, type Ahead } from "../../run/ahead";
import { roughDuration, spanText, timeText } from "../../run/timeText";
import { useCatalogue } from "../../state/catalogue";
import { selectFlow, useFlow } from "../../state/flowStore";
import { showGuard, turnOnGuard } from "../../state/guards";
import { revealStep } from "../../state/view";
import { Banner } from "./Banner";
import { useRun } from "./runStore";
import "./ahead.css";

export function AheadBanner() {
  const clock = useRun((run) => run.clock);
  return clock === "live" ? <OfLiveRun /> : null;
}

function OfLiveRun() {
  const steps = useRun((run) => run.steps);
  const clockAt = useRun((run) => run.clockAt);
  const behind_ms = useRun((run) => run.behind_ms);
  const samples = useRun((run) => run.samples);
  const running = useRun((run) => run.flow);
  const ahead = useMemo(() => watermarksAhead({ clock: "live", clockAt, behind_ms, steps, samples }), [clockAt, behind_ms, steps, samples]);
  const [first, ...others] = ahead;
  if (first === undefined) return null;
  const guarded = (id: string): boolean => running?.steps.some((step) => step.id === id && isRecord(step.config["guard"])) ?? false;
  return (
    <Banner kind="warning" testId="watermark-ahead" icon={IconClockExclamation}>
      <span>
        The watermark of <button type="button" className="dk-link" onClick={() => revealStep(first.stepId)}>{first.stepId}</button> went{" "}
        <strong>{roughDuration(spanText(first.ahead_ms))}</strong> ahead of the clock{setBy(first)}. After that, what was on time came late.
        {others.length > 0 && ` So did ${others.length === 1 ? "that" : "those"} of ${others.map((one) => one.stepId).join(", ")}.`}
      </span>
      <span className="dk-spring" />
      <Remedies stepId={first.stepId} guarded={guarded} />
    </Banner>
  );
}

function setBy({ setBy: setter }: Ahead): string {
  if (setter === null) return "";
  const when = setter.timestamp === null ? "" : `, which says ${timeText(setter.timestamp, true).replace(/\.\d+$/, "")}`;
  return `, set by item ${setter.position.toLocaleString("en-US")} of '${setter.key}'${when}`;
}

function Remedies({ stepId, guarded }: { stepId: string; guarded: (sourceId: string) => boolean }) {
  const flow = useFlow(selectFlow);
  const check = useFlow((state) => state.check);
  const operators = useCatalogue((state) => state.operators);
  const guards = useMemo(() => guardsFor({ flow, operators, check }, stepId), [flow, operators, check, stepId]);
  return guards.map((guard) => <Remedy key={guard.sourceId} guard={guard} inThisRun={guarded(guard.sourceId)} />);
}

function Remedy({ guard: { sourceId, on, timestamp }, inThisRun }: { guard: Guarding; inThisRun: boolean }) {
  const show = () => showGuard(sourceId);
  if (on && !inThisRun) return <span className="dk-note ah-done">✓ The guard of {sourceId} is on for the next run.</span>;
  if (on) return <button type="button" className="dk-button" onClick={show}>Look at the guard of {sourceId}</button>;
  if (timestamp === null) return <button type="button" className="dk-button" onClick={show}>Set up the guard of {sourceId}</button>;
  return <button type="button" className="dk-button" onClick={() => turnOnGuard(sourceId, timestamp)}>Turn on the guard of {sourceId}</button>;
}
