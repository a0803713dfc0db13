/** What a run shows above the canvas that takes long to start, and says why. */
import IconLoader from "@tabler/icons-react/dist/esm/icons/IconLoader2.mjs";
import { useRun } from "../dock/runStore";
import classes from "./PausedNote.module.css";

export function StartingNote() {
  const reason = useRun((run) => (run.status === "starting" ? run.reason : ""));
  return (
    <div role="status" className={classes.live} data-testid="starting-note">
      {reason && (
        <div className={classes.note} data-kind="starting">
          <IconLoader size={12} aria-hidden />
          <span>
            <strong>Starting:</strong> {reason}
          </span>
        </div>
      )}
    </div>
  );
}
