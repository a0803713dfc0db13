/** A step of a paused run: to the next item, watermark change or window close. */
import IconStep from "@tabler/icons-react/dist/esm/icons/IconPlayerTrackNextFilled.mjs";
import { ACTIONS } from "../../state/actions";
import { useKeyText } from "../../state/keys";
import { useRun } from "../dock/runStore";
import { ActionItem } from "./ActionItem";
import { SplitButton } from "./SplitButton";

export function StepButton() {
  const still = useRun((run) => run.status === "paused" && run.stepping === null);
  const keys = useKeyText("stepItem");
  return (
    <SplitButton
      label="Step"
      icon={<IconStep size={14} />}
      tip={still ? `One more item leaves a source ${keys === "" ? "" : `(${keys})`}`.trim() : "Pause the run to go step by step"}
      disabled={!still}
      perform={() => void ACTIONS.stepItem.perform()}
      menu="Step to"
      width={248}
    >
      <ActionItem name="stepItem" title="Next item" />
      <ActionItem name="stepWatermark" title="Next watermark change" />
      <ActionItem name="stepWindow" title="Next window close" />
    </SplitButton>
  );
}
