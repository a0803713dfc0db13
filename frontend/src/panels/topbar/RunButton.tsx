/** Run, at once or from before the first item. */
import IconPlay from "@tabler/icons-react/dist/esm/icons/IconPlayerPlayFilled.mjs";
import { ACTIONS, isUnderWay } from "../../state/actions";
import { useFlow } from "../../state/flowStore";
import { useKeyText } from "../../state/keys";
import { useRun } from "../dock/runStore";
import { ActionItem } from "./ActionItem";
import { SplitButton } from "./SplitButton";

export function RunButton() {
  const status = useRun((run) => run.status);
  const empty = useFlow((state) => state.history.present.steps.length === 0);
  const errors = useFlow((state) => state.check?.diagnostics.filter((one) => one.severity === "error").length ?? 0);
  const underWay = isUnderWay(status);
  const keys = useKeyText("run");
  const why = empty ? "Add a step first" : errors > 0 ? `${errors} ${errors === 1 ? "problem" : "problems"} to solve first; click to see the first` : `Put this flow to work ${keys === "" ? "" : `(${keys})`}`.trim();
  return (
    <SplitButton
      label="Run"
      icon={<IconPlay size={14} />}
      tip={underWay ? "It is running" : why}
      disabled={empty || underWay}
      filled={errors === 0 && !underWay && !empty}
      loading={status === "starting"}
      perform={() => void ACTIONS.run.perform()}
      menu="How to run"
      width={392}
    >
      <ActionItem name="run" />
      <ActionItem name="runPaused" />
    </SplitButton>
  );
}
