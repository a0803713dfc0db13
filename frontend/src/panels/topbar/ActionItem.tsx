/** An action as an item of a menu: its title, its keys, and why it cannot be done where it cannot. */
import { Menu } from "@mantine/core";
import { actionOf, type ActionName } from "../../state/actions";
import { useKeyText } from "../../state/keys";
import { useWhyNot } from "../useWhyNot";
import classes from "./FlowMenu.module.css";

interface ActionItemProps {
  name: ActionName;
  /** A shorter title where the menu says the rest. */
  title?: string;
  /** For one of several, whether it is the one that is chosen. */
  chosen?: boolean;
}

export function ActionItem({ name, title, chosen }: ActionItemProps) {
  const action = actionOf(name);
  const keys = useKeyText(name);
  const why = useWhyNot(name);
  const shown = {
    disabled: why !== null,
    title: why ?? undefined,
    rightSection: keys === "" ? null : <span className={classes.keys}>{keys}</span>,
    onClick: () => void action.perform(),
    children: title ?? action.title,
  };
  return chosen === undefined ? <Menu.Item {...shown} /> : <Menu.RadioItem {...shown} value={name} checked={chosen} closeMenuOnClick />;
}
