/** Every shortcut, read from the actions themselves. */
import { Kbd, Modal } from "@mantine/core";
import { Fragment } from "react";
import { ACTIONS, type Action } from "../../state/actions";
import { keyNames } from "../../state/shortcuts";
import { closeDialog } from "../../state/view";
import classes from "./dialogs.module.css";

const POINTER: [string, string][] = [
  ["Move the view", "Wheel, or drag with the middle button"],
  ["Zoom", "Ctrl and wheel, or pinch"],
  ["Select several", "Drag on the background"],
  ["Connect", "Drag from an output to an input"],
  ["Move a step", "Drag it, or arrow keys"],
];

export function ShortcutsDialog() {
  const actions = Object.values<Action>(ACTIONS).filter((action) => action.keys.length > 0);
  return (
    <Modal opened onClose={closeDialog} title="Keyboard shortcuts" size={460}>
      <table className={classes.keys}>
        <tbody>
          {actions.map((action) => (
            <tr key={action.title}>
              <td>{action.title}</td>
              <td>
                {action.keys.map((keys, index) => (
                  <Fragment key={keys}>
                    {index > 0 ? " or " : null}
                    {keyNames(keys).map((key) => (
                      <Kbd key={key} size="xs" mx={1}>
                        {key}
                      </Kbd>
                    ))}
                  </Fragment>
                ))}
              </td>
            </tr>
          ))}
          {POINTER.map(([what, how]) => (
            <tr key={what}>
              <td>{what}</td>
              <td>{how}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
