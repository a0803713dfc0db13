/** The `Problems` tab: what the check found, step by step, each a way to the place it is about. */
import IconAlertCircle from "@tabler/icons-react/dist/esm/icons/IconAlertCircle.mjs";
import IconAlertTriangle from "@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs";
import { useMemo, useState } from "react";
import type { Diagnostic } from "../../api/types";
import { useFlow } from "../../state/flowStore";
import { revealProblem, useProblems } from "../../state/problems";
import { mend, remedyNow } from "../../state/remedies";
import { Empty } from "./Empty";
import { SeverityBar, type Shown } from "./SeverityBar";

export function ProblemsTab() {
  const problems = useProblems();
  const checked = useFlow((state) => state.check !== null);
  const begun = useFlow((state) => state.history.present.steps.length > 0);
  const [shown, setShown] = useState<Shown>("all");
  if (problems.length === 0) {
    if (!begun) return <Empty title="Nothing to check yet">Add a step: what is wrong with the flow shows up here as you go.</Empty>;
    return checked ? <Empty title="No problems">This flow can run.</Empty> : <Empty title="Not checked yet">The flow is checked shortly after every change.</Empty>;
  }
  return (
    <section className="dk-scroll" aria-label="Problems of this flow">
      <SeverityBar problems={problems} shown={shown} onShow={setShown} />
      {grouped(problems.filter(({ severity }) => shown === "all" || severity === shown)).map(([stepId, group]) => (
        <div key={stepId ?? ""} className="dk-group">
          <h3>{stepId ?? "The whole flow"}</h3>
          <ul>
            {group.map((problem, at) => (
              <li key={`${at} ${problem.code} ${problem.field ?? problem.port ?? ""}`}><Problem problem={problem} /></li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Problem({ problem }: { problem: Diagnostic }) {
  const place = problem.field ?? (problem.port === null ? null : `port ${problem.port}`);
  const error = problem.severity === "error";
  const words = (
    <>
      <span className={error ? "dk-severity dk-error" : "dk-severity dk-warning"}>
        {error ? <IconAlertCircle size={14} aria-hidden="true" /> : <IconAlertTriangle size={14} aria-hidden="true" />}
        {error ? "Error" : "Warning"}
      </span>
      <span className="dk-problem-text">{problem.message}</span>
      {place !== null && <code className="dk-quiet">{place}</code>}
    </>
  );
  if (problem.step_id === null) return <div className="dk-problem" data-testid="problem">{words}</div>;
  return (
    <span className="dk-problem-line">
      <button type="button" className="dk-problem" onClick={() => revealProblem(problem)} data-testid="problem">
        {words}
      </button>
      <Mend problem={problem} />
    </span>
  );
}

/** A button where there is one obvious thing to do; looked for again whenever the flow is checked. */
function Mend({ problem }: { problem: Diagnostic }) {
  const checked = useFlow((state) => state.checked);
  // The check and the flow it is about decide; both come together.
  const remedy = useMemo(() => (checked === null ? null : remedyNow(problem)), [problem, checked]);
  if (remedy === null) return null;
  return (
    <button type="button" className="dk-mend" onClick={() => mend(remedy)} data-testid="mend">
      {remedy.title}
    </button>
  );
}

/** Return the problems by step in the order they come, those of the whole flow first. */
function grouped(problems: readonly Diagnostic[]): readonly [string | null, readonly Diagnostic[]][] {
  const groups = new Map<string | null, Diagnostic[]>();
  for (const problem of problems) groups.set(problem.step_id, [...(groups.get(problem.step_id) ?? []), problem]);
  return [...groups].toSorted(([a], [b]) => Number(a !== null) - Number(b !== null));
}
