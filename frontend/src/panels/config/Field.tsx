/** One field of a form: the control that fits its schema. */
import { kindOf, labelOf, resolve } from "../../flow/config";
import { ExpressionField } from "../expression/ExpressionField";
import { AggregationsField } from "./AggregationsField";
import { ChoiceField } from "./ChoiceField";
import { DurationField } from "./DurationField";
import { FieldChips } from "./FieldChips";
import { useForm, type Drawn, type FieldProps } from "./formContext";
import { RecordField, UnionField } from "./groupFields";
import { InstantField } from "./InstantField";
import { isOptional, OptionalRecordField } from "./OptionalRecordField";
import { ItemsField } from "./ItemsField";
import { ListField } from "./ListField";
import { MapField } from "./MapField";
import { PathField } from "./PathField";
import { BooleanField, NumberField, TextField } from "./plainFields";
import { TypeField } from "./TypeField";

export function Field({ path, schema, required, value, label }: Drawn) {
  const { root } = useForm();
  const kind = kindOf(schema, root);
  const field: FieldProps = { path, label: label ?? labelOf(String(path.at(-1) ?? "")), schema: resolve(schema, root), required, value };
  switch (kind.kind) {
    case "expression":
      return (
        <div>
          <ExpressionField field={field} />
          <FieldChips field={field} />
        </div>
      );
    case "text":
      return <TextField field={field} />;
    case "duration":
      return <DurationField field={field} />;
    case "instant":
      return <InstantField field={field} />;
    case "path":
      return <PathField field={field} />;
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
      return field.schema["format"] === "aggregations" ? <AggregationsField field={field} element={kind.element} /> : <MapField field={field} element={kind.element} />;
    case "json":
      return <ItemsField field={field} />;
    default:
      return kind satisfies never;
  }
}
