/** Items as JSON, and as a table when their type is a record. */
import { Button, SegmentedControl, Textarea } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { useEffect, useRef, useState } from "react";
import { isRecord } from "../../flow/edits";
import { readJson, writeJson } from "../../flow/exactJson";
import { isMark, readItems, writeItems } from "../../flow/items";
import { recordFields, type Field } from "../../flow/typeText";
import { settle } from "../../state/flowStore";
import { FieldShell, type Wiring } from "./FieldShell";
import { useForm, type FieldProps } from "./formContext";
import { ItemsTable } from "./ItemsTable";
import classes from "./config.module.css";

/** A table of more rows than this is slower than it is useful. */
const MOST_ROWS = 200;

export function ItemsField({ field }: { field: FieldProps }) {
  const { config, change } = useForm();
  const [wanted, setWanted] = useState<"table" | "json">("table");
  const items = Array.isArray(field.value) ? (field.value as unknown[]) : [];
  const columns = columnsOf(config["schema"]);
  const tabular = columns !== null && items.length <= MOST_ROWS && items.every(isRecord);
  const view = tabular ? wanted : "json";
  const count = items.filter((item) => !isMark(item)).length;
  const switcher = tabular ? (
    <SegmentedControl
      size="xs"
      ml="auto"
      aria-label={`${field.label} as`}
      value={view}
      onChange={(to) => setWanted(to as "table" | "json")}
      data={[{ value: "table", label: "Table" }, { value: "json", label: "JSON" }]}
    />
  ) : null;
  return (
    <FieldShell field={field} whole aside={switcher}>
      {(wiring) => (
        <>
          {view === "table" && columns ? <ItemsTable field={field} items={items} columns={columns} wiring={wiring} /> : <JsonText field={field} wiring={wiring} />}
          <div className={classes.actions}>
            {view === "table" ? (
              <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => change(field.path, [...items, newItem(items)])}>
                Add item
              </Button>
            ) : null}
            <span className={`${classes.count} figures`}>
              {count.toLocaleString("en")} {count === 1 ? "item" : "items"}
            </span>
          </div>
        </>
      )}
    </FieldShell>
  );
}

function columnsOf(schema: unknown): Field[] | null {
  if (typeof schema === "string") return recordFields(schema);
  if (!isRecord(schema)) return null;
  return Object.entries(schema).map(([name, type]) => [name, typeof type === "string" ? type : "record"]);
}

/** A new item begins as a copy of the last, because most are alike. */
function newItem(items: readonly unknown[]): unknown {
  return { ...(items.findLast((item) => isRecord(item) && !isMark(item)) as object | undefined) };
}

/** JSON is kept as it is typed, and taken over whenever it can be read. */
function JsonText({ field, wiring }: { field: FieldProps; wiring: Wiring }) {
  const { change } = useForm();
  const list = field.schema["type"] === "array" || Array.isArray(field.value);
  const [text, setText] = useState(() => written(field.value, list));
  const told = useRef(field.value);
  useEffect(() => {
    // A value that did not come from here, as after an undo, replaces what was typed.
    if (field.value === told.current) return;
    told.current = field.value;
    setText(written(field.value, list));
  }, [field.value, list]);
  const read = readAny(text, list);
  return (
    <Textarea
      {...wiring}
      className={classes.json ?? ""}
      error={read.ok ? wiring["aria-invalid"] : read.why}
      value={text}
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      placeholder={list ? "One JSON item a line" : "JSON"}
      onBlur={settle}
      onChange={(event) => {
        setText(event.currentTarget.value);
        const next = readAny(event.currentTarget.value, list);
        if (!next.ok) return;
        told.current = next.value;
        change(field.path, next.value);
      }}
    />
  );
}

function written(value: unknown, list: boolean): string {
  if (value === undefined) return "";
  return list && Array.isArray(value) ? writeItems(value as unknown[]) : writeJson(value, 2);
}

function readAny(text: string, list: boolean): { ok: true; value: unknown } | { ok: false; why: string } {
  if (list) {
    const read = readItems(text);
    return read.ok ? { ok: true, value: read.items } : read;
  }
  if (text.trim() === "") return { ok: true, value: undefined };
  try {
    return { ok: true, value: readJson(text) };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : "This is not JSON." };
  }
}
