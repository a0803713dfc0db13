/** Named values, such as fields to set. Each row is a name and its control. */
import { Button } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { emptyValue, kindOf, type Schema } from "../../flow/config";
import { isRecord } from "../../flow/edits";
import { freshId } from "../../flow/naming";
import { FieldShell } from "./FieldShell";
import { Fields } from "./groupFields";
import { useForm, type FieldProps } from "./formContext";
import { NameInput } from "./NameInput";
import { moved, movedBy, RowTools } from "./RowTools";
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
            <div
              key={index}
              className={classes.entry}
              role="presentation"
              onKeyDown={(event) => {
                const to = movedBy(event, index, entries.length);
                if (to === null) return;
                event.preventDefault();
                write(moved(entries, index, to));
              }}
            >
              <div className={classes.entryHead}>
                <NameInput name={name} taken={entries.map(([other]) => other)} label={`Name ${index + 1}`} onRename={(to) => rename(index, to)} />
                <RowTools name={name} index={index} count={entries.length} onMove={(to) => write(moved(entries, index, to))} onRemove={() => write(entries.filter((_, other) => other !== index))} />
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
  const { root, draw } = useForm();
  const kind = kindOf(element, root);
  const path = [...field.path, name];
  if (kind.kind === "record") return <Fields fields={kind.fields} path={path} value={value} />;
  return draw({ path, schema: element, required: true, label: `Value of ${name}`, value });
}
