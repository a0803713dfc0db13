/** The tools above a selected note or group: its tint, writing, deleting. */
import { ActionIcon, Tooltip } from "@mantine/core";
import IconPencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import IconTrash from "@tabler/icons-react/dist/esm/icons/IconTrash.mjs";
import { NodeToolbar, Position } from "@xyflow/react";
import type { Tint } from "../api/types";
import { ACTIONS } from "../state/actions";
import { useFlow } from "../state/flowStore";
import { TINT_ACTIONS, tintOf } from "./tintActions";
import classes from "./MarkTools.module.css";
import tints from "./tints.module.css";

/** What it belongs to lies behind the steps; the tools do not. */
const ABOVE = { zIndex: 1_000 };

export function MarkTools({ shown, label, tint }: { shown: boolean; label: string; tint: Tint }) {
  const alone = useFlow(({ selection: { steps, notes, groups } }) => steps.length + notes.length + groups.length === 1);
  return (
    <NodeToolbar isVisible={shown && alone} position={Position.Top} align="start" offset={8} style={ABOVE}>
      <div className={`${classes.tools} nodrag nopan nokey`} role="toolbar" aria-label={label}>
        {TINT_ACTIONS.map((name) => (
          <Tooltip key={name} label={ACTIONS[name].title}>
            <button
              type="button"
              className={`${classes.tint} ${tints.tinted}`}
              data-tint={tintOf(name)}
              aria-label={ACTIONS[name].title}
              aria-pressed={tint === tintOf(name)}
              onClick={() => void ACTIONS[name].perform()}
            >
              <span className={tints.swatch} />
            </button>
          </Tooltip>
        ))}
        <span className={classes.rule} />
        <Tooltip label={label === "Note" ? "Write" : "Rename"}>
          <ActionIcon aria-label={label === "Note" ? "Write" : "Rename"} onClick={ACTIONS.rename.perform}>
            <IconPencil size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={label === "Note" ? "Delete" : "Take the frame away"}>
          <ActionIcon aria-label={label === "Note" ? "Delete" : "Take the frame away"} onClick={ACTIONS.remove.perform}>
            <IconTrash size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
    </NodeToolbar>
  );
}
