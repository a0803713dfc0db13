/** A record that may be absent: a switch, and its fields while it is on. */
import { Switch } from "@mantine/core";
import { useRef } from "react";
import { initialRecord, type FieldSchema } from "../../flow/config";
import { isRecord } from "../../flow/edits";
import { settle } from "../../state/flowStore";
import { FieldShell } from "./FieldShell";
import { useForm, type FieldProps } from "./formContext";
import { Fields } from "./groupFields";
import classes from "./config.module.css";

/** Whether a field may be left out, and is then as good as not there. */
export function isOptional(field: FieldProps): boolean {
  return !field.required && field.schema["default"] === null;
}

export function OptionalRecordField({ field, fields }: { field: FieldProps; fields: FieldSchema[] }) {
  const { change, root } = useForm();
  const on = isRecord(field.value);
  // What was written in it comes back when it is turned on again.
  const last = useRef<unknown>(undefined);
  const turn = (to: boolean): void => {
    settle();
    if (on) last.current = field.value;
    change(field.path, to ? (last.current ?? initialRecord(fields, root)) : undefined);
    settle();
  };
  return (
    <FieldShell field={field}>
      {(wiring) => (
        <>
          <Switch id={wiring.id} size="xs" label={on ? "On" : "Off"} checked={on} onChange={(event) => turn(event.currentTarget.checked)} />
          {on && (
            <div role="group" aria-label={`${field.label} settings`} className={classes.group}>
              <Fields fields={fields} path={field.path} value={field.value} />
            </div>
          )}
        </>
      )}
    </FieldShell>
  );
}
