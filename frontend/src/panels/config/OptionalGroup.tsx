/** A group of fields that may be left out as a whole: switched on and off, and what was written is kept for switching on again. */
import { Switch } from "@mantine/core";
import { useRef } from "react";
import { initialRecord, textOf, type Kind } from "../../flow/config";
import { isRecord } from "../../flow/edits";
import { Inline } from "../Markdown";
import { useForm, type FieldProps } from "./formContext";
import { RecordField, UnionField } from "./groupFields";
import classes from "./config.module.css";

type GroupKind = Extract<Kind, { kind: "record" | "union" }>;

export function OptionalGroup({ field, kind }: { field: FieldProps; kind: GroupKind }) {
  const { change, root } = useForm();
  const kept = useRef<unknown>(undefined);
  const on = isRecord(field.value);
  const toggle = (to: boolean): void => {
    if (!to) kept.current = field.value;
    change(field.path, to ? (kept.current ?? fresh(kind, root)) : undefined);
  };
  return (
    <div className={classes.field} data-field={on ? undefined : field.path.join(".")}>
      <Switch size="sm" checked={on} label={on ? `${field.label} on` : `${field.label} off`} aria-label={`Use ${field.label}`} onChange={(event) => toggle(event.currentTarget.checked)} />
      {on ? (
        <div className={classes.group}>{kind.kind === "record" ? <RecordField field={field} fields={kind.fields} /> : <UnionField field={field} kind={kind} />}</div>
      ) : (
        <div className={classes.help}><Inline text={textOf(field.schema, "description") ?? ""} /></div>
      )}
    </div>
  );
}

function fresh(kind: GroupKind, root: FieldProps["schema"]): Record<string, unknown> {
  if (kind.kind === "record") return initialRecord(kind.fields, root);
  const first = kind.variants[0];
  return first === undefined ? {} : { [kind.tag]: first.tag, ...initialRecord(first.fields, root) };
}
