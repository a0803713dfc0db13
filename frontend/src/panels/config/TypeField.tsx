/** A type: the fields of a record as rows, any other type as text. */
import { ActionIcon, Button, TextInput } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { isRecord } from "../../flow/edits";
import { writeJson } from "../../flow/exactJson";
import { freshId } from "../../flow/naming";
import { recordFields, type Field } from "../../flow/typeText";
import { settle } from "../../state/flowStore";
import { FieldShell, type Wiring } from "./FieldShell";
import { useForm, type FieldProps } from "./formContext";
import { NameInput } from "./NameInput";
import classes from "./config.module.css";

const TYPES = ["bool", "int", "float", "str", "timestamp", "duration", "date", "list[str]", "list[int]", "map[str]"];
const MONO = { input: { fontFamily: "var(--tg-mono)", fontSize: "12px" } };

export function TypeField({ field }: { field: FieldProps }) {
  const { change } = useForm();
  const rows = rowsOf(field.value);
  return (
    <FieldShell field={field} whole>
      {(wiring) => (rows ? <Rows field={field} rows={rows} wiring={wiring} /> : <TypeText field={field} wiring={wiring} onRecord={() => change(field.path, { name: "str" })} />)}
    </FieldShell>
  );
}

/** Return the fields of a record, written as an object or as text; null when the type is no record. */
function rowsOf(value: unknown): Field[] | null {
  if (value === undefined || value === null || value === "") return [];
  if (typeof value === "string") return recordFields(value);
  return isRecord(value) ? Object.entries(value).map(([name, type]) => [name, typeof type === "string" ? type : writeJson(type)]) : null;
}

function Rows({ field, rows, wiring }: { field: FieldProps; rows: Field[]; wiring: Wiring }) {
  const { change } = useForm();
  const write = (next: Field[]): void => change(field.path, Object.fromEntries(next));
  const add = (): void => write([...rows, [freshId("field", new Set(rows.map(([name]) => name))), "str"]]);
  return (
    <div role="group" id={wiring.id} aria-labelledby={`${wiring.id}-label`} className={classes.rows}>
      {rows.map(([name, type], index) => (
        <div key={index} className={classes.row}>
          <NameInput
            name={name}
            taken={rows.map(([other]) => other)}
            label={`Field ${index + 1} name`}
            onRename={(to) => write(rows.map((row, at): Field => (at === index ? [to, row[1]] : row)))}
          />
          <TextInput
            aria-label={`Field ${index + 1} type`}
            value={type}
            list={`${wiring.id}-types`}
            styles={MONO}
            spellCheck={false}
            onChange={(event) => write(rows.map((row, at): Field => (at === index ? [row[0], event.currentTarget.value] : row)))}
            onBlur={settle}
          />
          <ActionIcon aria-label={`Remove ${name}`} onClick={() => write(rows.filter((_, at) => at !== index))}>
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      <datalist id={`${wiring.id}-types`}>
        {TYPES.map((type) => (
          <option key={type} value={type}>
            {type}
          </option>
        ))}
      </datalist>
      <div className={classes.actions}>
        <Button variant="default" leftSection={<IconPlus size={14} />} onClick={add}>
          Add field
        </Button>
        {rows.length === 0 ? (
          <Button variant="subtle" onClick={() => change(field.path, "int")}>
            One value instead of fields
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function TypeText({ field, wiring, onRecord }: { field: FieldProps; wiring: Wiring; onRecord: () => void }) {
  const { change } = useForm();
  return (
    <>
      <TextInput
        {...wiring}
        error={wiring["aria-invalid"]}
        value={typeof field.value === "string" ? field.value : writeJson(field.value)}
        styles={MONO}
        spellCheck={false}
        onChange={(event) => change(field.path, event.currentTarget.value)}
        onBlur={settle}
      />
      <div className={classes.actions}>
        <Button variant="subtle" onClick={onRecord}>
          Fields instead of one value
        </Button>
      </div>
    </>
  );
}
