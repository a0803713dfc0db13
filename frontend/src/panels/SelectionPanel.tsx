/** The panel of several selected things: putting them in line, grouping, copying, deleting. */
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import IconCopy from "@tabler/icons-react/dist/esm/icons/IconCopyPlus.mjs";
import IconBottom from "@tabler/icons-react/dist/esm/icons/IconLayoutAlignBottom.mjs";
import IconCentre from "@tabler/icons-react/dist/esm/icons/IconLayoutAlignCenter.mjs";
import IconLeft from "@tabler/icons-react/dist/esm/icons/IconLayoutAlignLeft.mjs";
import IconMiddle from "@tabler/icons-react/dist/esm/icons/IconLayoutAlignMiddle.mjs";
import IconRight from "@tabler/icons-react/dist/esm/icons/IconLayoutAlignRight.mjs";
import IconTop from "@tabler/icons-react/dist/esm/icons/IconLayoutAlignTop.mjs";
import IconDown from "@tabler/icons-react/dist/esm/icons/IconLayoutDistributeHorizontal.mjs";
import IconAcross from "@tabler/icons-react/dist/esm/icons/IconLayoutDistributeVertical.mjs";
import IconJoin from "@tabler/icons-react/dist/esm/icons/IconArrowsJoin.mjs";
import IconGroup from "@tabler/icons-react/dist/esm/icons/IconBoxMultiple.mjs";
import IconSelect from "@tabler/icons-react/dist/esm/icons/IconBoxAlignTopLeft.mjs";
import IconArrange from "@tabler/icons-react/dist/esm/icons/IconSitemap.mjs";
import IconTrash from "@tabler/icons-react/dist/esm/icons/IconTrash.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import type { ReactNode } from "react";
import { ACTIONS, type Action, type ActionName } from "../state/actions";
import { select, useFlow, type Selection } from "../state/flowStore";
import { useKeyText } from "../state/keys";
import panel from "./SidePanel.module.css";
import classes from "./SelectionPanel.module.css";

type Entry = readonly [name: ActionName, icon: ReactNode];

const ICON = { size: 18, stroke: 1.6 };
const LINES: readonly Entry[] = [
  ["alignLeft", <IconLeft key="" {...ICON} />],
  ["alignCentre", <IconCentre key="" {...ICON} />],
  ["alignRight", <IconRight key="" {...ICON} />],
  ["alignTop", <IconTop key="" {...ICON} />],
  ["alignMiddle", <IconMiddle key="" {...ICON} />],
  ["alignBottom", <IconBottom key="" {...ICON} />],
];
const GAPS: readonly Entry[] = [
  ["distributeAcross", <IconAcross key="" {...ICON} />],
  ["distributeDown", <IconDown key="" {...ICON} />],
  ["arrange", <IconArrange key="" {...ICON} className={classes.lying} />],
];

export function SelectionPanel() {
  const selection = useFlow((state) => state.selection);
  return (
    <aside className={panel.panel} aria-label="Selection">
      <header className={panel.head}>
        <IconSelect size={16} stroke={1.6} aria-hidden />
        <h2>{selectedWords(selection)}</h2>
        <ActionIcon aria-label="Close the panel" onClick={() => select({})}>
          <IconX size={16} stroke={1.6} />
        </ActionIcon>
      </header>
      <div className={panel.body}>
        <section>
          <h3 className={classes.title}>In line</h3>
          <Row label="In line" entries={LINES} />
        </section>
        <section>
          <h3 className={classes.title}>Gaps and order</h3>
          <Row label="Gaps and order" entries={GAPS} />
        </section>
        <section className={classes.buttons}>
          <Labelled name="group" icon={<IconGroup size={16} stroke={1.6} />} />
          <Labelled name="duplicate" icon={<IconCopy size={16} stroke={1.6} />} />
          <Labelled name="remove" icon={<IconTrash size={16} stroke={1.6} />} />
          <Labelled name="removeAndReconnect" icon={<IconJoin size={16} stroke={1.6} />} />
        </section>
      </div>
    </aside>
  );
}

/** Return what is selected, in words and numbers. */
function selectedWords({ steps, streams, notes, groups }: Selection): string {
  const parts = [counted(steps.length, "step"), counted(streams.length, "stream"), counted(notes.length, "note"), counted(groups.length, "group")].filter(Boolean);
  const last = parts.pop() ?? "nothing";
  return `${parts.length > 0 ? `${parts.join(", ")} and ` : ""}${last} selected`;
}

function counted(count: number, thing: string): string {
  return count === 0 ? "" : `${count} ${thing}${count === 1 ? "" : "s"}`;
}

function Row({ label, entries }: { label: string; entries: readonly Entry[] }) {
  return (
    <div className={classes.row} role="toolbar" aria-label={label}>
      {entries.map(([name, icon]) => (
        <Tool key={name} name={name} icon={icon} />
      ))}
    </div>
  );
}

function Tool({ name, icon }: { name: ActionName; icon: ReactNode }) {
  const action: Action = ACTIONS[name];
  return (
    <Tooltip label={action.title}>
      <ActionIcon size={32} aria-label={action.title} disabled={isOff(action)} onClick={() => void action.perform()}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function Labelled({ name, icon }: { name: ActionName; icon: ReactNode }) {
  const action: Action = ACTIONS[name];
  const keys = useKeyText(name);
  return (
    <Button
      variant="default"
      justify="flex-start"
      px={12}
      fullWidth
      leftSection={icon}
      rightSection={keys !== "" ? <span className={classes.keys}>{keys}</span> : null}
      disabled={isOff(action)}
      styles={{ label: { flex: 1 } }}
      onClick={() => void action.perform()}
    >
      {action.title}
    </Button>
  );
}

function isOff(action: Action): boolean {
  return (action.available?.() ?? null) !== null;
}
