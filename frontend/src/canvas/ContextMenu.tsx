/** The menu of what was clicked with the right button, or has the focus as the menu key is pressed. */
import { Menu } from "@mantine/core";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import { Fragment } from "react";
import { ACTIONS, menuSections, type Action, type ActionName, type MenuAbout } from "../state/actions";
import { closeMenu, useCanvasView, type CanvasMenu } from "../state/canvasView";
import { useKeyText } from "../state/keys";
import { TINT_ACTIONS, tintOf } from "./tintActions";
import classes from "./ContextMenu.module.css";
import tints from "./tints.module.css";

const LABELS: Readonly<Record<MenuAbout, string>> = {
  canvas: "Canvas",
  step: "Step",
  stream: "Stream",
  note: "Note",
  group: "Group",
  several: "Selection",
};

export function ContextMenu() {
  const menu = useCanvasView((state) => state.menu);
  return menu ? <Opened key={`${menu.x} ${menu.y}`} menu={menu} /> : null;
}

function Opened({ menu }: { menu: CanvasMenu }) {
  return (
    <Menu opened onClose={closeMenu} position="bottom-start" width={232} shadow="md" withinPortal returnFocus offset={0} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" tabIndex={-1} aria-label={LABELS[menu.about]} className={classes.place} style={{ left: menu.x, top: menu.y }} />
      </Menu.Target>
      <Menu.Dropdown data-testid="context-menu" onContextMenu={(event) => event.preventDefault()}>
        {menuSections(menu.about).map((section, index) => (
          <Fragment key={section.join()}>
            {index > 0 ? <Menu.Divider /> : null}
            {section.map((name) => (
              <Entry key={name} name={name} />
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Entry({ name }: { name: ActionName }) {
  const action: Action = ACTIONS[name];
  const keys = useKeyText(name);
  const why = action.available?.() ?? null;
  const tint = TINT_ACTIONS.find((one) => one === name);
  const perform = (): void => {
    // Where the menu was opened is where a step or a note goes.
    void action.perform();
    closeMenu();
  };
  return (
    <Menu.Item
      disabled={why !== null}
      title={why ?? undefined}
      leftSection={tint ? <span className={`${tints.tinted} ${tints.swatch}`} data-tint={tintOf(tint)} /> : undefined}
      rightSection={action.on?.() ? <IconCheck size={14} aria-label="chosen" /> : keys === "" ? null : <span className={classes.keys}>{keys}</span>}
      onClick={perform}
    >
      {action.title}
    </Menu.Item>
  );
}
