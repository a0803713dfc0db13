/** The fields that flow in, to fill an empty expression with one press: those of the type that is expected, else all. */
import { useForm, type FieldProps } from "./formContext";
import classes from "./config.module.css";

const MOST_SHOWN = 8;

export function FieldChips({ field }: { field: FieldProps }) {
  const { ups, change } = useForm();
  const fields = Object.entries(ups[0]?.fields ?? {});
  if (fields.length === 0 || (field.value !== undefined && field.value !== null && field.value !== "")) return null;
  const expects = field.schema["expects"];
  const fitting = fields.filter(([, type]) => type === expects);
  const offered = fitting.length > 0 ? fitting : typeof expects === "string" ? [] : fields;
  return (
    <div role="group" aria-label={`Fields for ${field.label}`} className={classes.chips}>
      {offered.slice(0, MOST_SHOWN).map(([name, type]) => (
        <button key={name} type="button" className={classes.chip} title={`${name}: ${type}`} onClick={() => change(field.path, written(name))}>
          {name} <small>{type}</small>
        </button>
      ))}
    </div>
  );
}

function written(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `item[${JSON.stringify(name)}]`;
}
