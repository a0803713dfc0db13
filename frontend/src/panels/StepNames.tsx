/** A step's two names: the id other steps know it by, and the title on its card. */
import { TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Step } from "../api/types";
import { MAX_NAME_LENGTH, takenIds, whyNotAnId } from "../flow/document";
import { edit, flowNow, settle } from "../state/flowStore";
import classes from "./SidePanel.module.css";

export function StepNames({ step, placeholder }: { step: Step; placeholder: string }) {
  return (
    <div className={classes.names} data-config>
      <IdInput id={step.id} />
      <TextInput
        label="Title"
        wrapperProps={{ "data-field": ":title" }}
        placeholder={placeholder}
        value={step.title ?? ""}
        maxLength={MAX_NAME_LENGTH}
        onChange={(event) => edit({ type: "set_title", id: step.id, title: event.currentTarget.value || null })}
        onBlur={settle}
      />
    </div>
  );
}

/** An id is taken over when the field is left: half of one is no id, and streams follow each change. One that is refused stays, with the reason. */
function IdInput({ id }: { id: string }) {
  const [text, setText] = useState(id);
  useEffect(() => setText(id), [id]);
  const why = text === id ? null : whyNotAnId(text, takenIds(flowNow()));
  const finish = (): void => {
    if (why === null && text !== id) edit({ type: "rename_step", id, to: text });
  };
  return (
    <TextInput
      label="Id"
      value={text}
      error={why}
      spellCheck={false}
      autoComplete="off"
      styles={{ input: { fontFamily: "var(--tg-mono)", fontSize: "12px" } }}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") finish();
        if (event.key !== "Escape" || text === id) return;
        event.preventDefault();
        setText(id);
      }}
      data-own-undo
      onBlur={finish}
    />
  );
}
