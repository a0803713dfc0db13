/** The badge of a step that has problems: how many, errors before warnings, and what the first of them says. */
import type { Diagnostic } from "../api/types";

export interface StepBadge {
  readonly text: string;
  readonly error: boolean;
  readonly title: string;
}

/** Return the badge for the problems of one step; null when it has none. */
export function badgeOf(problems: readonly Diagnostic[]): StepBadge | null {
  const errors = problems.filter((problem) => problem.severity === "error");
  const [first] = errors.length > 0 ? errors : problems;
  if (!first) return null;
  const error = errors.length > 0;
  return { text: error ? `! ${errors.length}` : `▲ ${problems.length}`, error, title: first.message };
}
