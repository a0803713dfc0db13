/** A field whose value is an expression; its editor is loaded when the first one is shown. */
import { lazy, Suspense } from "react";
import { FieldShell } from "../config/FieldShell";
import { useFieldProblems, useForm, type FieldProps } from "../config/formContext";
import { sampleTexts } from "./sampleTexts";
import { Values } from "./Values";
import form from "../config/config.module.css";
import classes from "./expression.module.css";

const Editor = lazy(() => import("./Editor"));

export function ExpressionField({ field }: { field: FieldProps }) {
  const { change, ups, stepId } = useForm();
  const problems = useFieldProblems(field.path, false);
  const expects = field.schema["expects"];
  const text = typeof field.value === "string" ? field.value : "";
  const hint = typeof expects === "string" ? `an expression that gives ${expects}` : "an expression";
  return (
    <FieldShell field={field} aside={typeof expects === "string" ? <span className={form.expects}>→ {expects}</span> : null}>
      {(wiring) => (
        <>
          <Suspense fallback={<div className={classes.editor}>{text}</div>}>
            <Editor
              id={wiring.id}
              label={field.label}
              describedBy={wiring["aria-describedby"]}
              invalid={wiring["aria-invalid"]}
              hint={hint}
              text={text}
              problems={problems}
              ups={ups}
              samples={(path) => sampleTexts(stepId, path)}
              onChange={(next) => change(field.path, next === "" && !field.required ? undefined : next)}
            />
          </Suspense>
          <Values stepId={stepId} text={text} />
        </>
      )}
    </FieldShell>
  );
}
