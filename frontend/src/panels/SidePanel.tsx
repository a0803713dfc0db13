/** The right side: the panel of the selected step, or what can be done with several. */
import { Button } from "@mantine/core";
import { stepOf } from "../flow/document";
import { ACTIONS } from "../state/actions";
import { selectFlow, useFlow } from "../state/flowStore";
import { StepPanel } from "./StepPanel";
import { StreamPanel } from "./StreamPanel";
import classes from "./SidePanel.module.css";

export function SidePanel() {
  const flow = useFlow(selectFlow);
  const { steps, streams } = useFlow((state) => state.selection);
  const step = steps.length === 1 && steps[0] !== undefined ? stepOf(flow, steps[0]) : undefined;
  const stream = steps.length === 0 && streams.length === 1 ? streams[0] : undefined;
  if (step) return <StepPanel key={step.id} step={step} />;
  if (stream) return <StreamPanel stream={stream} />;
  const count = steps.length + streams.length;
  return count > 1 ? <Several count={steps.length} streams={streams.length} /> : null;
}

function Several({ count, streams }: { count: number; streams: number }) {
  const words = [count > 0 ? `${count} steps` : "", streams > 0 ? `${streams} streams` : ""].filter(Boolean).join(" and ");
  return (
    <aside className={classes.panel} aria-label="Selection">
      <div className={classes.several}>
        <strong>{words} selected</strong>
        <Button variant="default" onClick={ACTIONS.duplicate.perform} disabled={count === 0}>
          Duplicate
        </Button>
        <Button variant="default" color="red" onClick={ACTIONS.remove.perform}>
          Delete
        </Button>
      </div>
    </aside>
  );
}
