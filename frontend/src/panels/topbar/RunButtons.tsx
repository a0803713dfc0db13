/** Run, Pause, Stop and Finish. */
import { Button, Tooltip } from "@mantine/core";
import IconFinish from "@tabler/icons-react/dist/esm/icons/IconFlagFilled.mjs";
import IconPause from "@tabler/icons-react/dist/esm/icons/IconPlayerPauseFilled.mjs";
import IconPlay from "@tabler/icons-react/dist/esm/icons/IconPlayerPlayFilled.mjs";
import IconStop from "@tabler/icons-react/dist/esm/icons/IconPlayerStopFilled.mjs";
import { ACTIONS, isUnderWay } from "../../state/actions";
import { useFlow } from "../../state/flowStore";
import { useKeyText } from "../../state/keys";
import { useRun } from "../dock/runStore";
import classes from "./TopBar.module.css";

export function RunButtons() {
  const status = useRun((run) => run.status);
  const empty = useFlow((state) => state.history.present.steps.length === 0);
  const errors = useFlow((state) => state.check?.diagnostics.filter((one) => one.severity === "error").length ?? 0);
  const underWay = isUnderWay(status);
  const keys = useKeyText("run");
  const why = empty ? "Add a step first" : errors > 0 ? `${errors} ${errors === 1 ? "problem" : "problems"} to solve first; click to see the first` : `Put this flow to work ${keys === "" ? "" : `(${keys})`}`.trim();
  return (
    <div className={classes.run} role="group" aria-label="Running">
      <Tooltip label={underWay ? "It is running" : why}>
        <Button
          leftSection={<IconPlay size={14} />}
          variant={errors > 0 || underWay ? "default" : "filled"}
          className={classes.quiet ?? ""}
          disabled={empty || underWay}
          loading={status === "starting"}
          onClick={() => void ACTIONS.run.perform()}
        >
          Run
        </Button>
      </Tooltip>
      <PauseButton />
      <Tooltip label="Windows stay open">
        <Button leftSection={<IconStop size={14} />} variant="default" className={classes.quiet ?? ""} disabled={!underWay || status === "stopping"} onClick={() => void ACTIONS.stop.perform()}>
          Stop
        </Button>
      </Tooltip>
      <Tooltip label="Every window closes, then the job ends">
        <Button leftSection={<IconFinish size={14} />} variant="default" className={classes.quiet ?? ""} disabled={!underWay || status === "stopping"} onClick={() => void ACTIONS.finish.perform()}>
          Finish
        </Button>
      </Tooltip>
    </div>
  );
}

function PauseButton() {
  const status = useRun((run) => run.status);
  const paused = status === "paused";
  return (
    <Tooltip label={paused ? "Go on from where its clock stood" : "Everything stands still, the run's clock too: no item is late by it"}>
      <Button
        leftSection={paused ? <IconPlay size={14} /> : <IconPause size={14} />}
        variant="default"
        className={classes.quiet ?? ""}
        disabled={!paused && status !== "running"}
        onClick={() => void ACTIONS.pause.perform()}
      >
        {paused ? "Resume" : "Pause"}
      </Button>
    </Tooltip>
  );
}
