/** Which problems are listed: all, or those of one severity. */
import type { Diagnostic } from "../../api/types";

export type Shown = "all" | Diagnostic["severity"];

interface Props {
  problems: readonly Diagnostic[];
  shown: Shown;
  onShow: (shown: Shown) => void;
}

export function SeverityBar({ problems, shown, onShow }: Props) {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  const choices: [Shown, string][] = [
    ["all", `All ${problems.length}`],
    ["error", `${errors} ${errors === 1 ? "error" : "errors"}`],
    ["warning", `${warnings} ${warnings === 1 ? "warning" : "warnings"}`],
  ];
  return (
    <div className="dk-severities" role="group" aria-label="Which problems">
      {choices.map(([choice, words]) => (
        <button key={choice} type="button" className="dk-severity-choice" aria-pressed={shown === choice} onClick={() => onShow(choice)}>
          {words}
        </button>
      ))}
      <span className="dk-quiet">F8 goes to the next</span>
    </div>
  );
}
