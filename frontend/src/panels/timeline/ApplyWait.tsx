/** Makes the wait of the slider that of the step on the canvas: an edit like any other, which can be undone. */
import { writeDuration } from "../../flow/micros";
import { spanText } from "../../timeline/instants";
import { settingOf } from "../../timeline/setting";
import { ACTIONS, isUnderWay } from "../../state/actions";
import { edit, selectFlow, settle, useFlow } from "../../state/flowStore";
import { useRun } from "../dock/runStore";

export function ApplyWait({ step, wait_us }: { step: string; wait_us: number }) {
  const found = useFlow((state) => selectFlow(state).steps.find((one) => one.id === step));
  const runs_us = useRun((run) => settingOf(run.flow?.steps.find((one) => one.id === step)).wait_us);
  const underWay = useRun((run) => isUnderWay(run.status));
  const setting = settingOf(found);
  if (found === undefined || found.config["clock"] === undefined || setting.clock === "system") {
    return <p className="dk-quiet" data-testid="what-if-not">The flow on the canvas has no step {step} with an event clock any more, so the wait cannot be set here.</p>;
  }
  const isSet = setting.wait_us === wait_us;
  if (isSet && runs_us === wait_us) return null;
  if (!isSet) {
    return (
      <div className="tl-apply">
        <button type="button" className="tl-primary" onClick={() => apply(step, wait_us)} data-testid="what-if-apply">
          Set the wait of {step} to {spanText(wait_us)}
        </button>
      </div>
    );
  }
  return (
    <div className="tl-apply" data-testid="what-if-applied">
      <span>Set on the canvas; undo takes it back.</span>
      <button type="button" className="tl-primary" disabled={underWay} title={underWay ? "Stop this run first" : "Put the flow to work with this wait"} onClick={() => void ACTIONS.run.perform()}>
        Run again
      </button>
    </div>
  );
}

function apply(step: string, wait_us: number): void {
  settle();
  edit({ type: "set_config", id: step, path: ["clock", "wait"], value: writeDuration(BigInt(Math.round(wait_us))) });
  settle();
}
