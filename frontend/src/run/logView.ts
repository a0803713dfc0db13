/** What of a run's log is looked at: lines of one kind, of one step, with certain words; and the lines as text. */
import type { LogKind, LogLine } from "./log";

export interface LogFilter {
  readonly kind: string | null;
  readonly step: string | null;
  readonly text: string | null;
}

export const LOG_WORDS: Readonly<Record<LogKind, string>> = { status: "run", failure: "failed", gap: "gap", missed: "missed" };
export const LOG_KINDS = Object.keys(LOG_WORDS) as readonly LogKind[];

/** Return the lines that fit: each word must be somewhere in the line, whatever its case. */
export function fittingLines(lines: readonly LogLine[], { kind, step, text }: LogFilter): readonly LogLine[] {
  const words = (text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  if (kind === null && step === null && words.length === 0) return lines;
  return lines.filter((line) => (kind === null || line.kind === kind) && (step === null || line.stepId === step) && hasAll(line, words));
}

function hasAll(line: LogLine, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const whole = `${LOG_WORDS[line.kind]} ${line.stepId ?? ""} ${line.text}`.toLowerCase();
  return words.every((word) => whole.includes(word));
}

/** Return how many lines there are of each kind. */
export function kindCounts(lines: readonly LogLine[]): Readonly<Record<LogKind, number>> {
  const counts = { status: 0, failure: 0, gap: 0, missed: 0 };
  for (const { kind } of lines) counts[kind] += 1;
  return counts;
}

/** Return the steps that lines tell of, in the order of the flow, then as they came. */
export function stepsTold(lines: readonly LogLine[], flow: readonly string[]): readonly string[] {
  const told = new Set(lines.flatMap(({ stepId }) => stepId ?? []));
  return [...flow.filter((id) => told.has(id)), ...[...told].filter((id) => !flow.includes(id))];
}

/** Return lines as text: the time in full, the kind, the step and the sentence, a tab between them. */
export function logText(lines: readonly LogLine[]): string {
  return lines.map((line) => `${[line.at, LOG_WORDS[line.kind], line.stepId ?? "", line.text.replaceAll(/\s*\n\s*/g, " ")].join("\t")}\n`).join("");
}
