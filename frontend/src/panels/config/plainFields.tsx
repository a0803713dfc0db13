/** Fields with one plain value: text, numbers, yes or no. */
import { NumberInput, Switch, TextInput } from "@mantine/core";
import { defaultText, type Kind } from "../../flow/config";
import { isExact, writeJson } from "../../flow/exactJson";
import { settle } from "../../state/flowStore";
import { FieldShell } from "./FieldShell";
import { useForm, type FieldProps } from "./formContext";

const asText = (value: unknown): string => (typeof value === "string" ? value : value === undefined || value === null ? "" : writeJson(value));

/** Return what a field of numbers shows for a value. */
export function shownNumber(value: unknown): number | string {
  return typeof value === "number" || typeof value === "string" ? value : isExact(value) ? value.text : "";
}

export function TextField({ field }: { field: FieldProps }) {
  const { change } = useForm();
  const example = ownExample(field);
  const hint = defaultText(field.schema) ?? (example === undefined ? "" : `such as ${example}`);
  return (
    <FieldShell field={field}>
      {(wiring) => (
        <TextInput
          {...wiring}
          error={wiring["aria-invalid"]}
          withErrorStyles
          value={asText(field.value)}
          placeholder={hint}
          autoComplete="off"
          onChange={(event) => change(field.path, event.currentTarget.value === "" ? emptied(field) : event.currentTarget.value)}
          onBlur={settle}
        />
      )}
    </FieldShell>
  );
}

function ownExample(field: FieldProps): string | undefined {
  const examples = field.schema["examples"];
  const first: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return typeof first === "string" ? first : undefined;
}

/** A field that was emptied is left out, so that its default holds; a text that must be there stays as it was typed. */
function emptied(field: FieldProps): string | undefined {
  return field.required ? "" : undefined;
}

export function NumberField({ field, kind }: { field: FieldProps; kind: Extract<Kind, { kind: "number" }> }) {
  const { change } = useForm();
  const value = field.value;
  return (
    <FieldShell field={field}>
      {(wiring) => (
        <NumberInput
          {...wiring}
          error={wiring["aria-invalid"]}
          value={shownNumber(value)}
          placeholder={defaultText(field.schema) ?? ""}
          allowDecimal={!kind.integer}
          {...(kind.least === undefined ? {} : { min: kind.least })}
          {...(kind.most === undefined ? {} : { max: kind.most })}
          clampBehavior="none"
          onChange={(next) => change(field.path, next === "" ? undefined : next)}
          onBlur={settle}
        />
      )}
    </FieldShell>
  );
}

export function BooleanField({ field }: { field: FieldProps }) {
  const { change } = useForm();
  const checked = typeof field.value === "boolean" ? field.value : field.schema["default"] === true;
  return (
    <FieldShell field={field}>
      {(wiring) => <Switch {...wiring} size="sm" checked={checked} label={checked ? "Yes" : "No"} onChange={(event) => change(field.path, event.currentTarget.checked)} />}
    </FieldShell>
  );
}
