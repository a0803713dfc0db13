/** The log of a run: what became of it in time order, bounded, each line a sentence. */

export type LogKind = "status" | "failure" | "gap" | "missed";

export interface LogLine {
  /** The event it tells of; unique, and rising with the log. */
  readonly seq: number;
  readonly at: string;
  readonly kind: LogKind;
  readonly stepId: string | null;
  readonly text: string;
  /** Of a gap: its port and how many items are missing. */
  readonly port?: string;
  readonly skipped?: number;
}

export interface Log {
  readonly lines: readonly LogLine[];
  readonly forgotten: number;
}

export const EMPTY_LOG: Log = { lines: [], forgotten: 0 };

const MAX_LINES = 2_000;

/** Return the log with one more line; a gap joins the last one of its port while nothing else was told. */
export function logged(log: Log, line: LogLine): Log {
  const joins = line.kind === "gap" ? openGap(log.lines, line) : -1;
  if (joins >= 0) return { ...log, lines: log.lines.map((old, at) => (at === joins ? joinedGap(old, line) : old)) };
  const lines = [...log.lines, line];
  if (lines.length <= MAX_LINES) return { ...log, lines };
  return { lines: lines.slice(1), forgotten: log.forgotten + 1 };
}

/** Return the line that declares items which left a port and are not shown. */
export function gapLine(seq: number, at: string, stepId: string, port: string, skipped: number): LogLine {
  return { seq, at, kind: "gap", stepId, port, skipped, text: gapText(`${stepId}.${port}`, skipped) };
}

/** Return the words for items that are missing: `1,200 items not shown: the sample was full`. */
export function notShown(skipped: number): string {
  return `${skipped.toLocaleString("en-US")} ${skipped === 1 ? "item" : "items"} not shown: the sample was full`;
}

function gapText(name: string, skipped: number): string {
  return `${name}: ${notShown(skipped)}.`;
}

function openGap(lines: readonly LogLine[], gap: LogLine): number {
  for (let at = lines.length - 1; at >= 0 && lines[at]?.kind === "gap"; at -= 1) {
    if (lines[at]?.stepId === gap.stepId && lines[at]?.port === gap.port) return at;
  }
  return -1;
}

function joinedGap(old: LogLine, gap: LogLine): LogLine {
  const skipped = (old.skipped ?? 0) + (gap.skipped ?? 0);
  return { ...old, skipped, text: gapText(`${old.stepId}.${old.port}`, skipped) };
}
