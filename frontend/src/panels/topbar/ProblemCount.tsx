/** How many problems the flow has, and the way to their list. */
import { useProblems } from "../../state/problems";
import { openDockTab } from "../dock/dockStore";
import classes from "./TopBar.module.css";

export function ProblemCount() {
  const problems = useProblems();
  if (problems.length === 0) return null;
  const errors = problems.some(({ severity }) => severity === "error");
  return (
    <button type="button" className={`${classes.problems} figures`} data-tone={errors ? "error" : "warning"} title="Show the problems; F8 goes to the next" onClick={show} data-testid="problem-count">
      <span aria-hidden>{errors ? "!" : "▲"}</span> {problems.length}<span className={classes.word}> {problems.length === 1 ? "problem" : "problems"}</span>
    </button>
  );
}

function show(): void {
  openDockTab("problems");
}
