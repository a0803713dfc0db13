/** Two states of a flow compared: as a picture with the changes of one step, or as text. */
import { Loader, SegmentedControl } from "@mantine/core";
import { Suspense, use, useMemo, useState, type ReactNode } from "react";
import type { Flow } from "../../api/types";
import { compareFlows, countMarks, type Comparison, type Mark } from "../../flow/comparison";
import { inWords } from "../../flow/difference";
import { ComparisonPicture } from "./picture";
import { StepChanges } from "./StepChanges";
import classes from "./comparison.module.css";

type Form = "picture" | "text";

export function ComparisonView({ before, after, children }: { before: Flow; after: Flow; children?: ReactNode }) {
  const comparison = useMemo(() => compareFlows(before, after), [before, after]);
  const [form, setForm] = useState<Form>("picture");
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        {children}
        <Counts comparison={comparison} />
        <SegmentedControl
          size="xs"
          aria-label="How the difference is shown"
          value={form}
          onChange={(value) => setForm(value as Form)}
          data={[
            { value: "picture", label: "Picture" },
            { value: "text", label: "Text" },
          ]}
        />
      </div>
      {form === "picture" ? <Drawn comparison={comparison} /> : <Written comparison={comparison} />}
    </div>
  );
}

const WORDS: [Mark, string, string][] = [
  ["added", "+", "added"],
  ["removed", "−", "removed"],
  ["changed", "~", "changed"],
];

/** How much changed, which is the legend of the picture as well. */
function Counts({ comparison }: { comparison: Comparison }) {
  const counts = countMarks(comparison);
  const found = WORDS.filter(([mark]) => counts[mark] > 0);
  const other = comparison.whole.length > 0 ? "the flow's own settings" : comparison.moved ? "steps moved" : "";
  return (
    <p className={`${classes.counts} figures`} data-testid="comparison-counts">
      {found.map(([mark, sign, word]) => (
        <span key={mark} data-mark={mark}>
          {sign} {counts[mark]} {word}
        </span>
      ))}
      {other === "" ? null : <span>{other}</span>}
      {found.length === 0 && other === "" ? <span>The two are the same.</span> : null}
    </p>
  );
}

function Drawn({ comparison }: { comparison: Comparison }) {
  const draw = use(ComparisonPicture);
  const [wanted, setWanted] = useState<string | null>(null);
  const first = [...comparison.steps].find(([, { mark }]) => mark === "changed")?.[0] ?? null;
  const chosen = wanted !== null && comparison.steps.has(wanted) ? wanted : first;
  return (
    <>
      <div className={classes.picture} data-testid="comparison-picture">
        <Suspense fallback={<Loader size="sm" role="status" aria-label="Loading the picture" />}>{draw({ comparison, chosen, onChoose: setWanted })}</Suspense>
      </div>
      <StepChanges comparison={comparison} stepId={chosen} />
    </>
  );
}

function Written({ comparison }: { comparison: Comparison }) {
  const rows = inWords(comparison);
  return (
    // What scrolls must be reachable from the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.text} role="region" aria-label="The difference as text" tabIndex={0} data-testid="comparison-text">
      {rows.length === 0 ? <p>The two are the same.</p> : null}
      <table>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              <th scope="row">
                <code>{row.what}</code>
              </th>
              <td>{row.how}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
