/** What has changed on the canvas since the run that is followed was started. */
import { Modal } from "@mantine/core";
import { useStore } from "zustand";
import { followed } from "../../run";
import { selectFlow, useFlow } from "../../state/flowStore";
import { closeDialog } from "../../state/view";
import { ComparisonView } from "../comparison/ComparisonView";
import classes from "./runChanges.module.css";

export function RunChangesDialog() {
  const ran = useStore(followed, (run) => run.flow);
  const screen = useFlow(selectFlow);
  return (
    <Modal opened onClose={closeDialog} title="From the flow of the run to what is on the screen" size="min(1100px, 96vw)" yOffset="6vh">
      <div className={classes.changes}>{ran === null ? <p>The flow of this run is not known.</p> : <ComparisonView before={ran} after={screen} />}</div>
    </Modal>
  );
}
