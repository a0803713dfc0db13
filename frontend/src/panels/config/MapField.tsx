/** Named values: fields to set, aggregations by name. Each row is a name and its control. */
import { ActionIcon, Button, TextInput } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { useEffect, useState } from "react";
import { emptyValue, kindOf, type Schema } from "../../flow/config";
import { isRecord } from "../../flow/edits";
import { freshId } from "../../flow/naming";
import { Field } from "./Field";
import { FieldShell } from "./FieldShell";
import { Fields } from "./groupFields";
import { useForm, type FieldProps } from "./formContext";
import classes from "./config.module.css";

export function MapField({ field, element }: { field: FieldProps; element: Schema }) {
  const { change, root } = useForm();
  const entries = Object.entries(isRecord(field.value) ? field.value : {});
  const write = (next: [string, unknown][]): void => change(field.path, Object.fromEntries(next));
  const add = (): void => write([...entries, [freshId("name", new Set(entries.map(([name]) => name))), emptyValue(element, root)]]);
  const rename = (index: number, to: string): void => write(entries.map(([name, value], at) => [at === index ? to : name, value]));
  return (
    <FieldShell field={field}>
      {(wiring) => (
        <div role="group" id={wiring.id} aria-labelledby={`${wiring.id}-label`} className={classes.rows}>
          {entries.map(([name, value], index) => (
            <div key={index} className={classes.entry}>
              <div className={classes.entryHead}>
                <NameInput name={name} taken={entries.map(([other]) => other)} label={`Name ${index + 1}`} onRename={(to) => rename(index, to)} />
                <ActionIcon aria-label={`Remove ${name}`} onClick={() => write(entries.filter((_, other) => other !== index))}>
                  <IconX size={14} />
                </ActionIcon>
              </div>
              <Element field={field} element={element} name={name} value={value} />
            </div>
          ))}
          <div className={classes.actions}>
            <Button variant="default" leftSection={<IconPlus size={14} />} onClick={add}>
              Add
            </Button>
          </div>
        </div>
      )}
    </FieldShell>
  );
}

function Element({ field, element, name, value }: { field: FieldProps; element: Schema; name: string; value: unknown }) {
  const { root } = useForm();
  const kind = kindOf(element, root);
  const path = [...field.path, name];
  if (kind.kind === "record") return <Fields fields={kind.fields} path={path} value={value} />;
  return <Field path={path} schema={element} required label={`Value of ${name}`} value={value} />;
}

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
      onBlur={finish}
    />
  );
}
