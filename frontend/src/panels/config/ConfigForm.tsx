/** A step's configuration as a form, drawn from its operator's schema. */
import { Button } from "@mantine/core";
import { useCallback, useMemo } from "react";
import type { Diagnostic, OperatorEntry, PortType, Step, StepCheck } from "../../api/types";
import { fieldsOf } from "../../flow/config";
import type { Path } from "../../flow/edits";
import { edit, useFlow } from "../../state/flowStore";
import { useStepProblems } from "../../state/problems";
import { Field } from "./Field";
import { Problems } from "./FieldShell";
import { FormContext, type Drawn, type Form } from "./formContext";
import { Fields } from "./groupFields";
import classes from "./config.module.css";

const NOTHING: PortType[] = [];
const NO_PATH: Path = [];
const drawField = (field: Drawn) => <Field {...field} />;

export function ConfigForm({ step, entry }: { step: Step; entry: OperatorEntry }) {
  const problems = useStepProblems(step.id);
  const check = useFlow((state) => state.check?.steps[step.id]);
  const change = useCallback((path: Path, value: unknown) => edit({ type: "set_config", id: step.id, path, value }), [step.id]);
  const config = step.config as Record<string, unknown>;
  const root = entry.config_schema;
  const flowing = useMemo(() => expressed(entry, check), [entry, check]);
  const form: Form = useMemo(
    () => ({ stepId: step.id, root, config, problems, ups: flowing, change, draw: drawField }),
    [step.id, root, config, problems, flowing, change],
  );
  const fields = fieldsOf(root);
  const known = new Set(fields.map((field) => field.name));
  return (
    <FormContext.Provider value={form}>
      <div className={classes.form} data-config>
        <Homeless problems={problems} known={known} />
        {Object.keys(config)
          .filter((name) => !known.has(name))
          .map((name) => (
            <Button key={name} variant="default" onClick={() => change([name], undefined)}>
              Remove '{name}', which {entry.title} does not know
            </Button>
          ))}
        <Fields fields={fields} path={NO_PATH} value={config} />
      </div>
    </FormContext.Provider>
  );
}

/** Return what the expressions of a step are over: what flows in; of a source, its own items. */
function expressed(entry: OperatorEntry, check: StepCheck | undefined): PortType[] {
  if (!check) return NOTHING;
  return entry.source ? [check.downs["down"] ?? NOTHING].flat() : Object.values(check.ups).flat();
}

/** Problems of the step that no field below will show. */
function Homeless({ problems, known }: { problems: readonly Diagnostic[]; known: ReadonlySet<string> }) {
  const homeless = problems.filter((problem) => !problem.field || !known.has(problem.field.split(".")[0] ?? ""));
  return homeless.length === 0 ? null : <Problems problems={homeless} />;
}
