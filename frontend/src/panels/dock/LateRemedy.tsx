/** What can be done about a late item: the wait that would have kept it, put into the flow, and the flow run again. */
import { Button } from "@mantine/core";
import IconArrowBackUp from "@tabler/icons-react/dist/esm/icons/IconArrowBackUp.mjs";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import IconPlayerPlay from "@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs";
import type { Flow } from "../../api/types";
import { differences } from "../../flow/difference";
import { durationUs, writeDuration } from "../../flow/micros";
import { clockOf, type StepClock } from "../../run/clockOf";
import { durationText } from "../../run/timeText";
import type { WhyLate } from "../../run/whyLate";
import { ACTIONS } from "../../state/actions";
import { edit, selectFlow, settle, useFlow } from "../../state/flowStore";
import { useRun } from "./runStore";

export function LateRemedy({ why }: { why: WhyLate }) {
  const flow = useFlow(selectFlow);
  const ran = useRun((run) => run.flow);
  const busy = useRun((run) => run.status === "running" || run.status === "starting" || run.status === "paused" || run.status === "stopping");
  if (why.kept === null) return null;
  const { wait } = why.kept;
  const now = clockOf(flow, why.late.stepId);
  const applied = now !== null && now.wait !== null && now.wait === durationUs(wait);
  const obstacle = whatHinders(now, why.late.stepId);
  return (
    <div className="dk-remedy">
      <div className="dk-remedy-row">
        <Button
          data-testid="apply-wait"
          variant={applied ? "default" : "filled"}
          disabled={applied || obstacle !== null}
          leftSection={applied ? <IconCheck size={14} aria-hidden="true" /> : undefined}
          onClick={() => applyWait(why.late.stepId, wait)}
          title={wait}
        >
          {applied ? `Wait is ${durationText(wait)}` : `Apply wait of ${durationText(wait)}`}
        </Button>
        {applied && (
          <Button variant="default" leftSection={<IconArrowBackUp size={14} aria-hidden="true" />} onClick={ACTIONS.undo.perform}>
            Undo
          </Button>
        )}
        <Button data-testid="run-again" variant={applied ? "filled" : "default"} disabled={busy} leftSection={<IconPlayerPlay size={14} aria-hidden="true" />} onClick={() => void ACTIONS.run.perform()}>
          Run again
        </Button>
      </div>
      <p className="dk-quiet dk-remedy-note" data-testid="late-flow-note" role="status">{obstacle ?? whatChanged(ran, flow, why, now)}</p>
    </div>
  );
}

/** Change the wait of a step's clock; one entry of its own in what can be undone. */
function applyWait(stepId: string, wait: string): void {
  settle();
  edit({ type: "set_config", id: stepId, path: ["clock", "wait"], value: wait });
  settle();
}

function whatHinders(now: StepClock | null, stepId: string): string | null {
  if (now === null) return `The flow on the canvas has no step \`${stepId}\` with a clock any more, so there is no wait to change.`;
  return now.wait === null ? `\`${stepId}\` goes by arrival now, or its wait cannot be read, so there is no wait to change.` : null;
}

/** Return whether what is on the canvas is still what ran, in words; empty when it is. */
function whatChanged(ran: Flow | null, flow: Flow, why: WhyLate, now: StepClock | null): string {
  if (ran === null) return "";
  const changed = differences(ran, flow).filter(({ what }) => what !== "layout" && what !== "name" && what !== "description");
  if (changed.length === 0) return "";
  const [was, is] = [why.clock?.wait ?? null, now?.wait ?? null];
  const waits = was !== null && is !== null && was !== is ? ` Here the wait is ${durationText(writeDuration(is))}; in the run it was ${durationText(writeDuration(was))}.` : "";
  const others = changed.filter(({ what }) => what !== `${why.late.stepId}.clock.wait` || waits === "").map(({ what, how }) => `${what}: ${how}`);
  const more = others.length === 0 ? "" : ` Also changed: ${others.slice(0, 3).join("; ")}${others.length > 3 ? "; and more" : ""}.`;
  return `The flow has changed since this run.${waits}${more}`;
}
