/** The bar above: which flow, whether it is saved, undo and redo, and the run's buttons. */
import { ActionIcon, Tooltip } from "@mantine/core";
import IconRedo from "@tabler/icons-react/dist/esm/icons/IconArrowForwardUp.mjs";
import IconUndo from "@tabler/icons-react/dist/esm/icons/IconArrowBackUp.mjs";
import { ACTIONS } from "../../state/actions";
import { useFlow } from "../../state/flowStore";
import { useKeyText } from "../../state/keys";
import { Mark } from "../Mark";
import { FlowMenu } from "./FlowMenu";
import { FlowName } from "./FlowName";
import { ProblemCount } from "./ProblemCount";
import { RunButtons } from "./RunButtons";
import { SavedState } from "./SavedState";
import { ThemeSwitch } from "./ThemeSwitch";
import classes from "./TopBar.module.css";

export function TopBar() {
  return (
    <section className={classes.bar} aria-label="Bar">
      <div className={classes.left}>
        <Mark size={22} />
        <FlowMenu />
        <FlowName />
        <SavedState />
      </div>
      <RunButtons />
      <div className={classes.right}>
        <ProblemCount />
        <History />
        <ThemeSwitch />
      </div>
    </section>
  );
}

function History() {
  const before = useFlow((state) => state.history.past.at(-1)?.label ?? null);
  const after = useFlow((state) => state.history.future[0]?.label ?? null);
  const [undoKeys, redoKeys] = [useKeyText("undo"), useKeyText("redo")];
  return (
    <div className={classes.pair} role="group" aria-label="History">
      <Tooltip label={before === null ? "Nothing to undo" : `Undo ${before} (${undoKeys})`}>
        <ActionIcon aria-label="Undo" disabled={before === null} onClick={ACTIONS.undo.perform}>
          <IconUndo size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={after === null ? "Nothing to redo" : `Redo ${after} (${redoKeys})`}>
        <ActionIcon aria-label="Redo" disabled={after === null} onClick={ACTIONS.redo.perform}>
          <IconRedo size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
