/** The rows of the outline: each step in the order of the flow, and below an open one what it is connected to. */
import type { Flow, OperatorEntry, PortEntry, Step, StepGroup, Stream } from "../../api/types";
import { groupOf } from "../../flow/groups";
import { stepsInOrder } from "../../flow/order";

export type Row =
  | { kind: "step"; key: string; step: Step; entry: OperatorEntry | undefined; group: StepGroup | null; open: boolean }
  | { kind: "stream"; key: string; stepId: string; port: PortEntry; side: "ups" | "downs"; stream: Stream | null };

/** Return the rows that are seen, given the steps that are open. */
export function rowsOf(flow: Flow, operators: ReadonlyMap<string, OperatorEntry>, open: ReadonlySet<string>): Row[] {
  return stepsInOrder(flow).flatMap((step): Row[] => {
    const entry = operators.get(step.operator);
    const row: Row = { kind: "step", key: step.id, step, entry, group: groupOf(flow, step.id) ?? null, open: open.has(step.id) };
    return row.open && entry ? [row, ...portRows(flow, step.id, entry)] : [row];
  });
}

function portRows(flow: Flow, stepId: string, entry: OperatorEntry): Row[] {
  const ofPort = (side: "ups" | "downs") => (port: PortEntry): Row[] => {
    const end = `${stepId}.${port.name}`;
    const streams = flow.streams.filter((stream) => (side === "ups" ? stream.to : stream.from) === end);
    const row = (stream: Stream | null): Row => ({ kind: "stream", key: `${end} ${stream ? `${stream.from}>${stream.to}` : ""}`, stepId, port, side, stream });
    return streams.length === 0 ? [row(null)] : streams.map(row);
  };
  return [...entry.ups.flatMap(ofPort("ups")), ...entry.downs.flatMap(ofPort("downs"))];
}

/** Return a stream's row in words: `up ← source.down`. */
export function streamText({ port, side, stream }: Extract<Row, { kind: "stream" }>): string {
  if (!stream) return `${port.name}: not connected`;
  return side === "ups" ? `${port.name} ← ${stream.from}` : `${port.name} → ${stream.to}`;
}

/** Return the row one comes to from another with a key of the tree pattern, or null. */
export function rowAfter(rows: readonly Row[], at: number, key: string): Row | null {
  const row = rows[at];
  switch (key) {
    case "ArrowDown":
      return rows[at + 1] ?? null;
    case "ArrowUp":
      return rows[at - 1] ?? null;
    case "Home":
      return rows[0] ?? null;
    case "End":
      return rows.at(-1) ?? null;
    case "ArrowLeft":
      return row?.kind === "stream" ? (rows.find((one) => one.kind === "step" && one.key === row.stepId) ?? null) : null;
    case "ArrowRight":
      return row?.kind === "step" && row.open ? (rows[at + 1] ?? null) : null;
    default:
      return null;
  }
}
