/** The menu of the flow: every action that says it belongs there, group by group. */
import { ActionIcon, Menu } from "@mantine/core";
import IconMenu from "@tabler/icons-react/dist/esm/icons/IconMenu2.mjs";
import { Fragment } from "react";
import { actionsIn, groupOf } from "../../state/actions";
import { GROUPS } from "../../state/actions/action";
import { ActionItem } from "./ActionItem";

export function FlowMenu() {
  const names = actionsIn("menu");
  const groups = GROUPS.map((group) => names.filter((name) => groupOf(name) === group)).filter((group) => group.length > 0);
  return (
    <Menu position="bottom-start" width={264}>
      <Menu.Target>
        <ActionIcon aria-label="Menu">
          <IconMenu size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map((group, index) => (
          <Fragment key={group[0]}>
            {index > 0 ? <Menu.Divider /> : null}
            {group.map((name) => (
              <ActionItem key={name} name={name} />
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
