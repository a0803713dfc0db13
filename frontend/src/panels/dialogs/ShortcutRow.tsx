/** One action with its keys, and the way to give it others. */
import { ActionIcon, Tooltip, VisuallyHidden } from "@mantine/core";
import IconReset from "@tabler/icons-react/dist/esm/icons/IconRotate2.mjs";
import { Fragment, useState, type KeyboardEvent } from "react";
import { actionOf, type ActionName } from "../../state/actions";
import { sayAloud } from "../../state/announcing";
import { giveKeys, keysOf, resetKeys, takeKeys, useGivenKeys } from "../../state/keys";
import { keyNames, meanings } from "../../state/keyText";
import { Keys } from "../Keys";
import classes from "./dialogs.module.css";

export function ShortcutRow({ name }: { name: ActionName }) {
  const keys = useGivenKeys((state) => keysOf(name, state));
  const changed = useGivenKeys((state) => state.given[name] !== undefined);
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { title } = actionOf(name);
  const answer = (why: string | null): void => {
    setRefusal(why);
    if (why !== null) sayAloud(why);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>): void => {
    if (!waiting) return;
    if (event.key === "Tab") return setWaiting(false);
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return setWaiting(false);
    if (event.key === "Backspace" || event.key === "Delete") takeKeys(name);
    const wanted = meanings(event.nativeEvent)[0];
    if (wanted === undefined) return;
    if (wanted !== "Backspace" && wanted !== "Delete") answer(giveKeys(name, wanted));
    setWaiting(false);
  };
  return (
    <div className={classes.shortcut} data-testid={`shortcut-${name}`}>
      <span>{title}</span>
      {changed ? (
        <Tooltip label={`Its own keys again: ${actionOf(name).keys.map((one) => keyNames(one).join(" ")).join(" or ") || "none"}`}>
          <ActionIcon aria-label={`Reset the keys of ${title}`} size={20} onClick={() => answer(resetKeys(name))}>
            <IconReset size={14} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      ) : null}
      <button
        type="button"
        className={classes.keysButton}
        data-waiting={waiting}
        title={waiting ? undefined : "Click to give it other keys"}
        onClick={() => {
          setRefusal(null);
          setWaiting(true);
        }}
        onBlur={() => setWaiting(false)}
        onKeyDown={onKeyDown}
      >
        <VisuallyHidden>{waiting ? `New keys of ${title}: ` : `Change the keys of ${title}: `}</VisuallyHidden>
        {waiting ? "Press keys… Esc to leave, Del for none" : keys.length === 0 ? <span className={classes.aside}>none</span> : <Alternatives keys={keys} />}
      </button>
      {refusal === null ? null : <p className={classes.refusal}>{refusal}</p>}
    </div>
  );
}

function Alternatives({ keys }: { keys: readonly string[] }) {
  return keys.map((one, index) => (
    <Fragment key={one}>
      {index > 0 ? " or " : null}
      <Keys keys={one} />
    </Fragment>
  ));
}
