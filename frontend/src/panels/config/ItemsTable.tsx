/** Items as a table one can type in: a row an item, a column a field. */
import { ActionIcon, VisuallyHidden } from "@mantine/core";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { isRecord } from "../../flow/edits";
import { writeJson } from "../../flow/exactJson";
import { cellText, cellValue, isMark } from "../../flow/items";
import type { Field } from "../../flow/typeText";
import { settle } from "../../state/flowStore";
import type { Wiring } from "./FieldShell";
import { pathName, useForm, type FieldProps } from "./formContext";
import classes from "./config.module.css";

interface Props {
  field: FieldProps;
  items: readonly unknown[];
  columns: readonly Field[];
  wiring: Wiring;
}

export function ItemsTable({ field, items, columns, wiring }: Props) {
  const { change } = useForm();
  if (items.length === 0) return <div id={wiring.id} />;
  return (
    <div className={classes.items} id={wiring.id} role="region" aria-labelledby={`${wiring.id}-label`} tabIndex={-1}>
      <table>
        <thead>
          <tr>
            {columns.map(([name, type]) => (
              <th key={name} scope="col">
                {name} <small>{type}</small>
              </th>
            ))}
            <th>
              <VisuallyHidden>Remove</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item, index) => (
            <Row key={index} field={field} item={item} index={index} columns={columns} onRemove={() => change(field.path, items.filter((_, at) => at !== index))} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ field, item, index, columns, onRemove }: { field: FieldProps; item: unknown; index: number; columns: readonly Field[]; onRemove: () => void }) {
  const { problems } = useForm();
  const place = pathName([...field.path, index]);
  const invalid = problems.some((problem) => problem.field === place || problem.field?.startsWith(`${place}.`));
  return (
    <tr data-invalid={invalid}>
      {isMark(item) ? (
        <td colSpan={columns.length} className={classes.mark}>
          {writeJson(item)}
        </td>
      ) : (
        columns.map((column) => <Cell key={column[0]} field={field} item={item} index={index} column={column} />)
      )}
      <td>
        <ActionIcon size={24} aria-label={`Remove item ${index + 1}`} onClick={onRemove}>
          <IconX size={12} />
        </ActionIcon>
      </td>
    </tr>
  );
}

function Cell({ field, item, index, column: [name, type] }: { field: FieldProps; item: unknown; index: number; column: Field }) {
  const { change } = useForm();
  const value = isRecord(item) ? item[name] : undefined;
  return (
    <td data-wide={type === "timestamp" || undefined}>
      <input
        aria-label={`${name} of item ${index + 1}`}
        value={cellText(value)}
        placeholder={value === "" ? "empty text" : "null"}
        spellCheck={false}
        onChange={(event) => change([...field.path, index, name], cellValue(event.currentTarget.value, type))}
        onBlur={settle}
      />
    </td>
  );
}
