/** What changed in one step, each field with the value before and after. */
import { valueText, type Comparison, type FieldChange } from "../../flow/comparison";
import classes from "./comparison.module.css";

export function StepChanges({ comparison, stepId }: { comparison: Comparison; stepId: string | null }) {
  const step = stepId === null ? undefined : comparison.steps.get(stepId);
  if (!step) return comparison.whole.length === 0 ? null : <Fields title="The flow" fields={comparison.whole} />;
  const title = <code>{stepId}</code>;
  if (step.mark === "changed") return <Fields title={title} fields={step.fields} />;
  const words = { added: "was added", removed: "was removed", same: "is the same in both" }[step.mark];
  return (
    <div className={classes.changes} data-testid="step-changes">
      <h3>
        {title} {words}
      </h3>
    </div>
  );
}

function Fields({ title, fields }: { title: React.ReactNode; fields: readonly FieldChange[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.changes} role="region" aria-label="Changes of the step" tabIndex={0} data-testid="step-changes">
      <h3>{title} changed</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((change) => (
            <tr key={change.path}>
              <th scope="row">
                <code>{change.path}</code>
              </th>
              <td data-mark="removed">{valueText(change.before)}</td>
              <td data-mark="added">{valueText(change.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
