/** Run, Pause, Step, the speed, Stop and Finish. */
import { Button, Tooltip } from "@mantine/core";
import IconFinish from "@tabler/icons-react/dist/esm/icons/IconFlagFilled.mjs";
import IconPause from "@tabler/icons-react/dist/esm/icons/IconPlayerPauseFilled.mjs";
import IconPlay from "@tabler/icons-react/dist/esm/icons/IconPlayerPlayFilled.mjs";
import IconStop from "@tabler/icons-react/dist/esm/icons/IconPlayerStopFilled.mjs";
import { ACTIONS, isUnderWay } from "../../state/actions";
import { useKeyText } from "../../state/keys";
import { useRun } from "../dock/runStore";
import { PausedNote } from "./PausedNote";
import { RunButton } from "./RunButton";
import { StartingNote } from "./StartingNote";
import { SpeedMenu } from "./SpeedMenu";
import { StepButton } from "./StepButton";
import classes from "./TopBar.module.css";

export function RunButtons() {
  const status = useRun((run) => run.status);
  const underWay = isUnderWay(status) && status !== "stopping";
  return (
    <div className={classes.run} role="group" aria-label="Running">
      <RunButton />
      <PauseButton />
      <StepButton />
      <SpeedMenu />
      <Tooltip label="Windows stay open">
        <Button leftSection={<IconStop size={14} />} variant="default" className={classes.quiet ?? ""} disabled={!underWay} onClick={() => void ACTIONS.stop.perform()}>
          Stop
        </Button>
      </Tooltip>
      <Tooltip label="Every window closes, then the job ends">
        <Button leftSection={<IconFinish size={14} />} variant="default" className={classes.quiet ?? ""} disabled={!underWay} onClick={() => void ACTIONS.finish.perform()}>
          Finish
        </Button>
      </Tooltip>
      <StartingNote />
      <PausedNote />
    </div>
  );
}

function PauseButton() {
  const running = useRun((run) => run.status === "running");
  const paused = useRun((run) => run.status === "paused");
  const still = useRun((run) => run.status === "paused" && run.stepping === null);
  const keys = useKeyText("pause");
  const words = still ? "Go on from where its clock stood" : paused ? "Stop here, before the step has got where it goes to" : "Everything stands still, the run's clock too: no item is late by it";
  return (
    <Tooltip label={keys === "" ? words : `${words} (${keys})`}>
      <Button
        leftSection={still ? <IconPlay size={14} /> : <IconPause size={14} />}
        variant="default"
        className={`${classes.quiet} ${classes.pause}`}
        data-still={still || undefined}
        disabled={!paused && !running}
        onClick={() => void ACTIONS.pause.perform()}
      >
        {still ? "Resume" : "Pause"}
      </Button>
    </Tooltip>
  );
}
