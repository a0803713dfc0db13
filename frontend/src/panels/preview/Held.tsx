/** Why there are no sample items at a step, and what to do about it. */
import { stepOf } from "../../flow/document";
import { selectFlow, useFlow } from "../../state/flowStore";
import { usePreview, useStepPreview } from "../../state/preview";
import { StepLink } from "./Failure";
import { SampleAsk } from "./SampleAsk";
import classes from "./preview.module.css";

export function Held({ stepId }: { stepId: string }) {
  const shown = useStepPreview(stepId);
  const slow = usePreview((state) => state.slow);
  const flow = useFlow(selectFlow);
  if (!shown) return slow ? <Slow /> : null;
  const holder = shown.held_by === null ? undefined : stepOf(flow, shown.held_by);
  if (shown.state === "unasked") {
    const step = stepOf(flow, stepId);
    return step ? <SampleAsk step={step} /> : null;
  }
  if (shown.state === "broken") return <p className={classes.note}>{shown.why === "" ? <Broken stepId={stepId} /> : shown.why}</p>;
  if (shown.state === "held" && holder) return <HeldBy stepId={holder.id} />;
  return null;
}

/** What is going on while there is no answer yet. */
function Slow() {
  const waitsFor = usePreview((state) => state.waitsFor);
  return (
    <p className={classes.note} role="status">
      {waitsFor === "" ? "The flow is tried on sample items…" : `Starting: ${waitsFor}.`}
    </p>
  );
}

function HeldBy({ stepId }: { stepId: string }) {
  const holder = useStepPreview(stepId);
  const step = stepOf(useFlow(selectFlow), stepId);
  if (holder?.state === "unasked" && step) return <SampleAsk step={step} />;
  return (
    <p className={classes.note}>
      {holder?.why ? `${holder.why} ` : null}
      <Broken stepId={stepId} />
    </p>
  );
}

function Broken({ stepId }: { stepId: string }) {
  return (
    <>
      Nothing leaves <StepLink stepId={stepId} /> before its problems are solved.
    </>
  );
}
