/** The `Doctor` tab: each window step that gives nothing, what it waits for, and what can be done about it. */
import { Button } from "@mantine/core";
import type { Remedy, Verdict } from "../../doctor/case";
import { useDoctor } from "../../state/doctor";
import { select } from "../../state/flowStore";
import { revealStep } from "../../state/view";
import { Empty, NoRun, Starting, stageOf } from "../dock/Empty";
import { useDock } from "../dock/dockStore";
import { useRun } from "../dock/runStore";
import { applyRemedy, isApplied, remedyText, useFlowNow } from "./remedies";
import classes from "./doctor.module.css";

export function DoctorTab() {
  const stage = useRun(stageOf);
  const verdicts = useDoctor((doctor) => doctor.verdicts);
  const wanted = useDock((dock) => dock.doctorStep);
  if (stage === "none") return <NoRun what="a window step that gives nothing shows up here, with what it waits for." />;
  if (stage === "starting") return <Starting />;
  if (verdicts.length === 0) return <Well ended={stage === "ended"} />;
  const ordered = verdicts.toSorted((one, other) => rank(one, wanted) - rank(other, wanted));
  return (
    <div className={classes.list} data-testid="doctor">
      {ordered.map((verdict) => <StepVerdict key={verdict.stepId} verdict={verdict} chosen={verdict.stepId === wanted} />)}
    </div>
  );
}

/** What was asked for comes first, then what is stalled, then what waits. */
function rank({ stepId, state }: Verdict, wanted: string | null): number {
  return stepId === wanted ? 0 : state === "stalled" ? 1 : 2;
}

function StepVerdict({ verdict, chosen }: { verdict: Verdict; chosen: boolean }) {
  const { stepId, state, short, lines, remedies } = verdict;
  return (
    <section className={classes.verdict} aria-label={`Step ${stepId}`} data-chosen={chosen} data-testid={`verdict-${stepId}`}>
      <header className={classes.head}>
        <button type="button" className={classes.step} onClick={() => goTo(stepId)}>{stepId}</button>
        <span className={classes.state} data-state={state}>
          <span aria-hidden="true">{state === "stalled" ? "■" : "◷"}</span> {state === "stalled" ? `stalled: ${short}` : short}
        </span>
      </header>
      <ul className={`${classes.lines} figures`}>
        {lines.map((line, index) => <li key={index}><Worded line={line} /></li>)}
      </ul>
      <div className={classes.remedies}>
        {remedies.map((remedy, index) => <RemedyButton key={index} remedy={remedy} />)}
      </div>
    </section>
  );
}

function RemedyButton({ remedy }: { remedy: Remedy }) {
  const flow = useFlowNow();
  const applied = isApplied(remedy, flow);
  return (
    <Button variant="default" disabled={applied} onClick={() => applyRemedy(remedy)} data-testid={`remedy-${remedy.kind}`}>
      {applied ? "✓ " : ""}{remedyText(remedy)}
    </Button>
  );
}

/** What stands between backquotes is shown as it would be typed. */
function Worded({ line }: { line: string }) {
  return line.split("`").map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
}

function goTo(stepId: string): void {
  select({ steps: [stepId] });
  revealStep(stepId);
}

function Well({ ended }: { ended: boolean }) {
  if (ended) return <Empty title="The run has ended">While one goes on, a window step that gives nothing shows up here, with what it waits for.</Empty>;
  return <Empty title="No window step is waiting">Each of them has given something in the last seconds, or has no window open.</Empty>;
}
