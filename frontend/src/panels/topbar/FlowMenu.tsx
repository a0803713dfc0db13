/** The menu of the flow: new, open, save, files, settings. */
import { ActionIcon, Menu } from "@mantine/core";
import IconMenu from "@tabler/icons-react/dist/esm/icons/IconMenu2.mjs";
import { ACTIONS, type Action, type ActionName } from "../../state/actions";
import { importFile } from "../../state/files";
import { selectUnsaved, useFlow } from "../../state/flowStore";
import { keyNames } from "../../state/shortcuts";
import classes from "./FlowMenu.module.css";

export function FlowMenu() {
  const unsaved = useFlow(selectUnsaved);
  const saved = useFlow((state) => state.saved !== null);
  const empty = useFlow((state) => state.history.present.steps.length === 0);
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <ActionIcon aria-label="Menu">
          <IconMenu size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Item name="newFlow" />
        <Item name="open" />
        <Item name="examples" />
        <Menu.Divider />
        <Item name="save" disabled={!unsaved} />
        <Item name="revert" disabled={!unsaved || !saved} />
        <Menu.Divider />
        <Menu.Item onClick={importFile}>Import a file…</Menu.Item>
        <Item name="export" disabled={empty} />
        <Menu.Divider />
        <Item name="settings" />
        <Item name="arrange" disabled={empty} />
        <Item name="shortcuts" />
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ name, disabled = false }: { name: ActionName; disabled?: boolean }) {
  const action: Action = ACTIONS[name];
  const keys = action.keys[0];
  return (
    <Menu.Item disabled={disabled} rightSection={keys ? <span className={classes.keys}>{keyNames(keys).join(" ")}</span> : null} onClick={() => void action.perform()}>
      {action.title}
    </Menu.Item>
  );
}
