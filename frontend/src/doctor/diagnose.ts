/** Why window steps give nothing: what their open windows wait for, or why they have none, and what can be done about it. */
import type { Flow } from "../api/types";
import { clockOf } from "../run/clockOf";
import { hasEnded } from "../run/events";
import type { Case, Moment, Patient, Verdict } from "./case";
import { whatKeepsItEmpty } from "./empty";
import { waitedFor } from "./waiting";

/** Shorter silences are how windows work. */
export const PATIENCE_MS = 3_000;

/** Return the window steps that give nothing, and why, in the order of the flow. */
export function diagnose(run: Patient, flow: Flow | null, moment: Moment): Verdict[] {
  if (flow === null || run.status === null || hasEnded(run.status) || run.status === "starting") return [];
  return flow.steps.flatMap(({ id }) => {
    const [stats, clock] = [run.steps[id], clockOf(flow, id)];
    if (stats === undefined || clock === null || !(`${id}.meta` in run.streams) || (moment.silent_ms[id] ?? 0) < PATIENCE_MS) return [];
    const verdict = verdictOf({ run, flow, moment, stepId: id, stats, clock });
    return verdict === null ? [] : [verdict];
  });
}

function verdictOf(one: Case): Verdict | null {
  const { run, stepId } = one;
  const why = whatKeepsItEmpty(one) ?? waitedFor(one);
  if (why === null) return null;
  if (run.status !== "paused") return { stepId, ...why };
  const lines = ["The run is paused: its clock stands still, so no window closes, and nothing becomes late either.", ...why.lines];
  return { stepId, state: "stalled", short: "paused", lines, remedies: [{ kind: "resume" }, ...why.remedies] };
}
