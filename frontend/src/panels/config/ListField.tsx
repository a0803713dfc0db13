/** A list: its elements below each other, each with its own control, in an order that can be changed. */
import { Button } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { elementLabel, emptyValue, type Schema } from "../../flow/config";
import { FieldShell } from "./FieldShell";
import { useForm, type FieldProps } from "./formContext";
import { moved, movedBy, RowTools } from "./RowTools";
import classes from "./config.module.css";

export function ListField({ field, element }: { field: FieldProps; element: Schema }) {
  const { change, root, draw } = useForm();
  const values = Array.isArray(field.value) ? (field.value as unknown[]) : [];
  const replace = (next: unknown[]): void => change(field.path, next.length === 0 && !field.required ? undefined : next);
  return (
    <FieldShell field={field}>
      {(wiring) => (
        <div role="group" id={wiring.id} aria-labelledby={`${wiring.id}-label`} className={classes.rows}>
          {values.map((value, index) => (
            <div
              key={index}
              className={classes.element}
              role="presentation"
              onKeyDown={(event) => {
                const to = movedBy(event, index, values.length);
                if (to === null) return;
                event.preventDefault();
                replace(moved(values, index, to));
              }}
            >
              <RowTools name={elementLabel(field.label, index)} index={index} count={values.length} onMove={(to) => replace(moved(values, index, to))} onRemove={() => replace(values.filter((_, other) => other !== index))} />
              {draw({ path: [...field.path, index], schema: element, required: true, label: elementLabel(field.label, index), value })}
            </div>
          ))}
          <div className={classes.actions}>
            <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => replace([...values, emptyValue(element, root)])}>
              Add
            </Button>
          </div>
        </div>
      )}
    </FieldShell>
  );
}
