/** One field of a form: the control that fits its schema. */
import { kindOf, labelOf, resolve } from "../../flow/config";
import { ExpressionField } from "../expression/ExpressionField";
import { useForm, type Drawn, type FieldProps } from "./formContext";
import { RecordField, UnionField } from "./groupFields";
import { isOptional, OptionalRecordField } from "./OptionalRecordField";
import { ItemsField } from "./ItemsField";
import { ListField } from "./ListField";
import { MapField } from "./MapField";
import { BooleanField, ChoiceField, NumberField, TextField } from "./plainFields";
import { TypeField } from "./TypeField";

export function Field({ path, schema, required, value, label }: Drawn) {
  const { root } = useForm();
  const kind = kindOf(schema, root);
  const field: FieldProps = { path, label: label ?? labelOf(String(path.at(-1) ?? "")), schema: resolve(schema, root), required, value };
  switch (kind.kind) {
    case "expression":
      return <ExpressionField field={field} />;
    case "text":
    case "duration":
    case "instant":
    case "path":
      return <TextField field={field} kind={kind.kind} />;
    case "type":
      return <TypeField field={field} />;
    case "boolean":
      return <BooleanField field={field} />;
    case "number":
      return <NumberField field={field} kind={kind} />;
    case "choice":
      return <ChoiceField field={field} options={kind.options} />;
    case "record":
      return isOptional(field) ? <OptionalRecordField field={field} fields={kind.fields} /> : <RecordField field={field} fields={kind.fields} />;
    case "union":
      return <UnionField field={field} kind={kind} />;
    case "list":
      return <ListField field={field} element={kind.element} />;
    case "map":
      return <MapField field={field} element={kind.element} />;
    case "json":
      return <ItemsField field={field} />;
    default:
      return kind satisfies never;
  }
}
