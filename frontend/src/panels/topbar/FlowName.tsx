/** The flow's name: click it to change it. */
import { useState } from "react";
import { MAX_NAME_LENGTH } from "../../flow/document";
import { edit, useFlow } from "../../state/flowStore";
import classes from "./TopBar.module.css";

export function FlowName() {
  const name = useFlow((state) => state.history.present.name);
  const [text, setText] = useState<string | null>(null);
  if (text === null) {
    return (
      <h1 className={classes.title}>
        <button type="button" className={classes.name} title={`${name} (click to rename)`} onClick={() => setText(name)} data-testid="flow-name">
          {name}
        </button>
      </h1>
    );
  }
  const finish = (): void => {
    const wanted = text.trim();
    if (wanted !== "") edit({ type: "rename_flow", name: wanted });
    setText(null);
  };
  return (
    <input
      className={classes.nameInput}
      aria-label="Flow name"
      value={text}
      maxLength={MAX_NAME_LENGTH}
      // The field replaces what was just clicked.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === "Enter") finish();
        if (event.key === "Escape") setText(null);
      }}
    />
  );
}
