/** The right side: the panel of the selected step, or what can be done with several. */
import { lazy, Suspense } from "react";
import { stepOf } from "../flow/document";
import { selectFlow, useFlow } from "../state/flowStore";
import { SelectionPanel } from "./SelectionPanel";
import { StreamPanel } from "./StreamPanel";
import classes from "./SidePanel.module.css";

/** Forms are loaded with the first step that is selected: nothing on an empty canvas needs them. */
const StepPanel = lazy(() => import("./StepPanel").then((panel) => ({ default: panel.StepPanel })));

export function SidePanel() {
  const flow = useFlow(selectFlow);
  const { steps, streams, notes, groups } = useFlow((state) => state.selection);
  const step = steps.length === 1 && notes.length + groups.length === 0 && steps[0] !== undefined ? stepOf(flow, steps[0]) : undefined;
  const stream = steps.length + notes.length + groups.length === 0 && streams.length === 1 ? streams[0] : undefined;
  if (step) {
    return (
      <Suspense fallback={<aside className={classes.panel} aria-label={`Step ${step.id}`} />}>
        <StepPanel key={step.id} step={step} />
      </Suspense>
    );
  }
  if (stream) return <StreamPanel stream={stream} />;
  return steps.length + streams.length + notes.length + groups.length > 1 ? <SelectionPanel /> : null;
}
