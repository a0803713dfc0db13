/** The `Timeline` tab: what one window step did with time, as a picture, as a table, and at another wait. */
import { useLayoutEffect } from "react";
import { Empty, NoRun, Starting, stageOf } from "../dock/Empty";
import { useDock } from "../dock/dockStore";
import { useRun } from "../dock/runStore";
import { stepsWithPort } from "../dock/tallies";
import { adoptLateItem } from "./chosen";
import { StepTimeline } from "./StepTimeline";
import "./timeline.css";

export function TimelineTab() {
  useLayoutEffect(adoptLateItem, []);
  const stage = useRun(stageOf);
  const runId = useRun((run) => run.runId);
  const names = useRun((run) => stepsWithPort(run, "meta").join(" "));
  const chosen = useDock((dock) => dock.timelineStep);
  if (stage === "none") return <NoRun what="each item shows up here where its time is, with the windows and the watermark it met." />;
  const steps = names.split(" ").filter(Boolean);
  const step = steps.find((one) => one === chosen) ?? steps[0];
  if (step === undefined) return stage === "starting" ? <Starting /> : <NoWindowSteps />;
  return <StepTimeline key={`${runId} ${step}`} step={step} steps={steps} />;
}

function NoWindowSteps() {
  return (
    <Empty title="No step of this flow has windows">
      Only a step with windows decides by time. Add one, such as Aggregate window, and this tab draws what it decides.
    </Empty>
  );
}
