/** The name of a row in a form: of a field, of an aggregation. */
import { TextInput } from "@mantine/core";
import { useEffect, useState } from "react";

/** A name is taken over when the field is left, so that typing over another name does not swallow that one. */
export function NameInput({ name, taken, label, onRename }: { name: string; taken: readonly string[]; label: string; onRename: (to: string) => void }) {
  const [text, setText] = useState(name);
  useEffect(() => setText(name), [name]);
  const why = text === name ? null : text.trim() === "" ? "A name cannot be empty." : taken.includes(text) ? `There is a '${text}' already.` : null;
  const finish = (): void => {
    if (why === null && text !== name) onRename(text);
    else setText(name);
  };
  return (
    <TextInput
      aria-label={label}
      value={text}
      error={why}
      spellCheck={false}
      autoComplete="off"
      styles={{ input: { fontFamily: "var(--tg-mono)", fontSize: "12px" } }}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Enter" && finish()}
      data-own-undo
      onBlur={finish}
    />
  );
}
