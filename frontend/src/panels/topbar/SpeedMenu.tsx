/** How fast a live run's clock goes; a frozen one stands still, and its items go as fast as they can. */
import { Button, Menu, Tooltip } from "@mantine/core";
import IconSpeed from "@tabler/icons-react/dist/esm/icons/IconGauge.mjs";
import { ACTIONS, isUnderWay, type ActionName } from "../../state/actions";
import { useRun } from "../dock/runStore";
import { ActionItem } from "./ActionItem";
import classes from "./TopBar.module.css";

const SPEEDS: readonly (readonly [ActionName, number, string])[] = [
  ["speedQuarter", 0.25, "¼×"], ["speedHalf", 0.5, "½×"], ["speed1", 1, "1×"], ["speed2", 2, "2×"], ["speed10", 10, "10×"], ["speed100", 100, "100×"],
];

export function SpeedMenu() {
  const speed = useRun((run) => run.speed);
  const frozen = useRun((run) => run.clock === "frozen");
  const underWay = useRun((run) => isUnderWay(run.status) && run.status !== "stopping");
  const words = frozen && underWay ? "As fast as it can" : (SPEEDS.find(([, factor]) => factor === speed)?.[2] ?? `${speed}×`);
  return (
    <Menu position="bottom-start" width={248}>
      <Tooltip label={underWay ? `The speed of the run's clock: ${words}` : "The speed of a run's clock, while it runs"}>
        <Menu.Target>
          <Button leftSection={<IconSpeed size={15} stroke={1.7} />} variant="default" className={`${classes.quiet} ${classes.speed} figures`} disabled={!underWay} aria-label={`Speed: ${words}`}>
            {frozen && underWay ? "Max" : words}
          </Button>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {SPEEDS.map(([name, factor, title]) => (
          <ActionItem key={name} name={name} title={title} chosen={!frozen && factor === speed} />
        ))}
        <Menu.Divider />
        <Menu.RadioItem value="possible" checked={frozen} disabled={frozen} closeMenuOnClick onClick={() => void ACTIONS.settings.perform()}>
          As fast as possible
        </Menu.RadioItem>
        <p className={classes.speedNote}>{frozen ? "The clock of this run is frozen: time stands still, and items go as fast as they can." : "That is what a frozen clock does: choose it in the flow's settings, then run again."}</p>
      </Menu.Dropdown>
    </Menu>
  );
}
