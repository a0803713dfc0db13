/** Fields made of fields: records, and unions of records such as clocks and windowers. */
import { Fragment, useRef } from "react";
import { initialRecord, isWanted, textOf, wordsOf, type FieldSchema, type Kind, type Variant } from "../../flow/config";
import { isRecord, type Path } from "../../flow/edits";
import { Inline } from "../Markdown";
import { WindowRuler } from "../ruler/WindowRuler";
import { Chooser } from "./ChoiceField";
import { FieldShell } from "./FieldShell";
import { useForm, type FieldProps } from "./formContext";
import classes from "./config.module.css";

export function Fields({ fields, path, value }: { fields: readonly FieldSchema[]; path: Path; value: unknown }) {
  const { draw } = useForm();
  const record = isRecord(value) ? value : {};
  const wanted = fields.filter((field) => isWanted(field, record, fields));
  return wanted.map(({ name, schema, required }) => (
    <Fragment key={name}>{draw({ path: [...path, name], schema, required, value: record[name] })}</Fragment>
  ));
}

export function RecordField({ field, fields }: { field: FieldProps; fields: readonly FieldSchema[] }) {
  return (
    <FieldShell field={field}>
      {(wiring) => (
        <div role="group" id={wiring.id} aria-labelledby={`${wiring.id}-label`} className={classes.group}>
          <Fields fields={fields} path={field.path} value={field.value} />
        </div>
      )}
    </FieldShell>
  );
}

/** A choice of kinds, each with fields of its own; a kind that has no alternative is not asked for. */
export function UnionField({ field, kind }: { field: FieldProps; kind: Extract<Kind, { kind: "union" }> }) {
  const form = useForm();
  const value = isRecord(field.value) ? field.value : {};
  const tag = value[kind.tag] ?? (kind.variants.length === 1 ? kind.variants[0]?.tag : undefined);
  const variant = kind.variants.find((one) => one.tag === tag);
  // What was written in a kind is kept while the form is open, for whoever comes back to it.
  const written = useRef(new Map<string, Record<string, unknown>>());
  const choose = (to: Variant | undefined): void => {
    if (!to) return;
    if (variant) written.current.set(variant.tag, value);
    const known = written.current.get(to.tag) ?? initialRecord(to.fields, form.root);
    form.change(field.path, keepShared(value, kind.tag, to, known));
  };
  const choices = kind.variants.map((one) => ({ value: one.tag, label: shortTitle(one, kind.variants) }));
  return (
    <FieldShell field={field}>
      {(wiring) => (
        <>
          <Chooser wiring={wiring} value={variant?.tag ?? ""} choices={choices} onChoose={(to) => choose(kind.variants.find((one) => one.tag === to))} />
          {variant ? <VariantFields field={field} variant={variant} /> : null}
          {field.schema["format"] === "windower" && variant ? <WindowRuler config={value} /> : null}
        </>
      )}
    </FieldShell>
  );
}

function VariantFields({ field, variant }: { field: FieldProps; variant: Variant }) {
  return (
    <>
      {variant.help === textOf(field.schema, "description") ? null : (
        <div className={classes.variant}>
          <Inline text={variant.help} />
        </div>
      )}
      {variant.fields.length > 0 ? (
        <div role="group" aria-label={wordsOf(variant.title)} className={classes.group}>
          <Fields fields={variant.fields} path={field.path} value={field.value} />
        </div>
      ) : null}
    </>
  );
}

/** Fields that both kinds have keep what was written in them. */
function keepShared(value: Record<string, unknown>, tag: string, to: Variant, initial: Record<string, unknown>): Record<string, unknown> {
  const shared = to.fields.filter((field) => value[field.name] !== undefined).map((field) => [field.name, value[field.name]] as const);
  return { [tag]: to.tag, ...initial, ...Object.fromEntries(shared) };
}

/** Return a kind's title without the word that all of them end with: of "Event clock" and "System clock", "Event". */
function shortTitle(variant: Variant, all: readonly Variant[]): string {
  const words = all.map((one) => wordsOf(one.title).split(" "));
  const last = words[0]?.at(-1);
  const shared = all.length > 1 && words.every((parts) => parts.length > 1 && parts.at(-1) === last);
  const own = wordsOf(variant.title).split(" ");
  return (shared ? own.slice(0, -1) : own).join(" ");
}
