/** What stands in the `Cost` tab while nobody asks for the cost: what it is, and the way to it. */
import { useState } from "react";
import { useCatalogue } from "../../state/catalogue";
import { compareAndRun } from "../../state/actions/run";
import { isAlive } from "../../run/runState";
import { useFlow } from "../../state/flowStore";
import { Empty } from "./Empty";
import { useRun } from "./runStore";
import { Select } from "./Select";

/** How much longer to wait, from what a sensor is late by to what a phone without a network is. */
const GRACES = [["1m", "1 minute"], ["10m", "10 minutes"], ["1h", "1 hour"], ["1d", "1 day"]] as const;
const FIRST = "10m";

export function CostOff({ ran }: { ran: boolean }) {
  const alive = useRun(isAlive);
  const next = useFlow((state) => state.history.present.run.cost_of_lateness ?? null);
  const steps = useFlow((state) => state.history.present.steps);
  const operators = useCatalogue((state) => state.operators);
  const [grace, choose] = useState<string>(FIRST);
  const hasWindows = steps.some((step) => operators.get(step.operator)?.downs.some((port) => port.role === "meta"));
  if (!hasWindows) return <Empty title="No step of this flow has windows">With windows, this is where to see what late items cost: which results would be other ones.</Empty>;
  const again = ran ? "run again" : "run";
  return (
    <Empty title="What do late items cost?" testId="cost-off">
      <p>
        Beside every window step runs a copy that waits longer, and each result is compared with what it would have been. Nothing of the run changes; a
        window step costs about once more.
      </p>
      <p className="ct-actions">
        {next === null ? (
          <Select label="Wait longer by" options={GRACES.map(([value, label]) => ({ value, label }))} value={grace} onChange={choose} />
        ) : (
          <span>Windows wait {next} longer in the next run.</span>
        )}
        <button type="button" className="dk-button" onClick={() => compareAndRun(next ?? grace)} disabled={alive && next !== null}>
          {alive ? "Turn on for the next run" : next === null ? `Turn on and ${again}` : again.charAt(0).toUpperCase() + again.slice(1)}
        </button>
      </p>
    </Empty>
  );
}
