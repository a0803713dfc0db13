/** Named aggregations as a table: a name, what is done, of what, and the type that comes out. */
import { Button, NativeSelect, NumberInput } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { kindOf, resolve, type Schema } from "../../flow/config";
import { isRecord } from "../../flow/edits";
import { freshId } from "../../flow/naming";
import { settle, useFlow } from "../../state/flowStore";
import { FieldShell, Problems } from "./FieldShell";
import { useFieldProblems, useForm, type FieldProps } from "./formContext";
import { NameInput } from "./NameInput";
import { shownNumber } from "./plainFields";
import { moved, movedBy, RowTools } from "./RowTools";
import classes from "./config.module.css";

type Row = readonly [name: string, value: Record<string, unknown>];

export function AggregationsField({ field, element }: { field: FieldProps; element: Schema }) {
  const { change } = useForm();
  const rows = Object.entries(isRecord(field.value) ? field.value : {}).map(([name, value]): Row => [name, isRecord(value) ? value : {}]);
  const write = (next: readonly Row[]): void => change(field.path, Object.fromEntries(next));
  const add = (): void => write([...rows, [freshId("name", new Set(rows.map(([name]) => name))), { function: "count" }]]);
  return (
    <FieldShell field={field}>
      {(wiring) => (
        <div role="group" id={wiring.id} aria-labelledby={`${wiring.id}-label`} className={classes.aggregations}>
          {rows.map(([name, value], index) => (
            // The keys are those of the controls in it; each of them has buttons that do the same.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
            <div
              key={index}
              role="group"
              aria-label={`Result ${name}`}
              className={classes.aggregation}
              onKeyDown={(event) => {
                const to = movedBy(event, index, rows.length);
                if (to === null) return;
                event.preventDefault();
                write(moved(rows, index, to));
              }}
            >
              <NameInput name={name} taken={rows.map(([other]) => other)} label={`Name ${index + 1}`} onRename={(to) => write(rows.map((row, at) => (at === index ? [to, row[1]] : row)))} />
              <RowTools name={name} index={index} count={rows.length} onMove={(to) => write(moved(rows, index, to))} onRemove={() => write(rows.filter((_, other) => other !== index))} />
              <Aggregation field={field} element={element} name={name} value={value} />
            </div>
          ))}
          <div className={classes.actions}>
            <Button variant="default" leftSection={<IconPlus size={14} />} onClick={add}>
              Add result
            </Button>
          </div>
        </div>
      )}
    </FieldShell>
  );
}

interface FunctionHelp {
  readonly help: string;
  readonly takes: string;
}

function Aggregation({ field, element, name, value }: { field: FieldProps; element: Schema; name: string; value: Record<string, unknown> }) {
  const { change, draw, root, stepId } = useForm();
  const path = [...field.path, name];
  const problems = useFieldProblems(path, false);
  const result = useFlow((state) => state.check?.steps[stepId]?.downs["down"]?.fields?.[name]);
  const properties = resolve(element, root)["properties"];
  const functionSchema = isRecord(properties) && isRecord(properties["function"]) ? properties["function"] : {};
  const ofSchema = isRecord(properties) && isRecord(properties["of"]) ? properties["of"] : {};
  const kind = kindOf(functionSchema, root);
  const functions = kind.kind === "choice" ? kind.options : [];
  const helps = isRecord(functionSchema["functions"]) ? (functionSchema["functions"] as Record<string, FunctionHelp>) : {};
  const chosen = typeof value["function"] === "string" ? value["function"] : "";
  const help = helps[chosen];
  return (
    <>
      <NativeSelect aria-label={`Function of ${name}`} value={chosen} data={[...(chosen === "" ? [{ value: "", label: "Choose…" }] : []), ...functions.map((one) => ({ value: one, label: one.replaceAll("_", " ") }))]} onChange={(event) => change([...path, "function"], event.currentTarget.value)} />
      <span className={classes.result} title="The type of the result">{result === undefined ? "" : `→ ${result}`}</span>
      <p className={classes.functionHelp}>
        {help?.help} {help !== undefined && help.takes !== "" && <span>Takes {help.takes}.</span>}
      </p>
      <div className={classes.across}>
        {draw({ path: [...path, "of"], schema: { ...ofSchema, description: "" }, required: chosen !== "count", label: `Of, for ${name}`, value: value["of"] })}
      </div>
      {(chosen === "quantile" || (value["q"] ?? null) !== null) && (
        <div className={classes.across} data-field={[...path, "q"].join(".")}>
          <NumberInput label={`q, for ${name}: 0 is the smallest, 1 the largest`} value={shownNumber(value["q"])} min={0} max={1} step={0.05} placeholder="0.95" onChange={(q) => change([...path, "q"], q === "" ? undefined : q)} onBlur={settle} />
          <QProblems path={[...path, "q"]} />
        </div>
      )}
      <div className={classes.across}><Problems problems={problems} /></div>
    </>
  );
}

function QProblems({ path }: { path: FieldProps["path"] }) {
  return <Problems problems={useFieldProblems(path, false)} />;
}
