/** Every shortcut, read from the actions themselves; each can be given other keys. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { fuzzy } from "../../flow/fuzzy";
import { ACTION_NAMES, actionOf, groupOf, type ActionName } from "../../state/actions";
import { GROUPS, type Group } from "../../state/actions/action";
import { resetAllKeys, useGivenKeys } from "../../state/keys";
import { keyNames } from "../../state/keyText";
import { closeDialog } from "../../state/view";
import { ShortcutRow } from "./ShortcutRow";
import classes from "./dialogs.module.css";

const POINTER: [string, string][] = [
  ["Move the view", "Wheel, or drag with the middle button"],
  ["Zoom", "Ctrl and wheel, or pinch"],
  ["Select several", "Drag on the background"],
  ["Connect", "Drag from an output to an input"],
  ["Move a step", "Drag it, or arrow keys"],
];

export function ShortcutsDialog() {
  const [query, setQuery] = useState("");
  const given = useGivenKeys((state) => state.given);
  const groups = useMemo(() => grouped(query, given), [query, given]);
  const pointer = POINTER.filter(([what, how]) => fuzzy(query, `${what} ${how}`) !== null);
  return (
    <Modal opened onClose={closeDialog} title="Keyboard shortcuts" size={560}>
      <div className={classes.toolbar}>
        <TextInput
          data-autofocus
          type="search"
          aria-label="Search shortcuts"
          placeholder="Search by what it does or by its keys"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <Button variant="default" disabled={Object.keys(given).length === 0} onClick={resetAllKeys}>
          Reset all
        </Button>
      </div>
      {groups.map(([group, names]) => (
        <section key={group} className={classes.group}>
          <h3>{group}</h3>
          {names.map((name) => (
            <ShortcutRow key={name} name={name} />
          ))}
        </section>
      ))}
      {pointer.length === 0 ? null : (
        <section className={classes.group}>
          <h3>With the pointer</h3>
          {pointer.map(([what, how]) => (
            <div key={what} className={classes.shortcut}>
              <span>{what}</span>
              <span className={classes.aside}>{how}</span>
            </div>
          ))}
        </section>
      )}
      {groups.length + pointer.length === 0 ? <p className={classes.none}>Nothing matches '{query}'.</p> : null}
    </Modal>
  );
}

type Given = Partial<Record<ActionName, readonly string[]>>;

function grouped(query: string, given: Given): [Group, ActionName[]][] {
  const words = (name: ActionName): string => `${actionOf(name).title} ${(given[name] ?? actionOf(name).keys).map((keys) => keyNames(keys).join(" ")).join(" ")}`;
  const found = ACTION_NAMES.filter((name) => fuzzy(query, words(name)) !== null);
  return GROUPS.map((group): [Group, ActionName[]] => [group, found.filter((name) => groupOf(name) === group)]).filter(([, names]) => names.length > 0);
}
