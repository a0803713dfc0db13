/** Why a window step has no window: nothing came to it, or nothing that came could be taken in. */
import type { Flow } from "../api/types";
import { readRef, type PortRef } from "../flow/document";
import type { StepStats } from "../run/events";
import type { Case, Patient, Why } from "./case";

/** Return why a step has no open window; null when it has one, or closed what it had. */
export function whatKeepsItEmpty(one: Case): Why | null {
  const { stats, stepId } = one;
  if ((stats.open_windows ?? 0) > 0) return null;
  if (stats.items_in === 0) return nothingCame(one);
  if (stats.kept > 0) return null;
  if (stats.late > 0 && stats.bad === 0) return stalled("all late", `All ${counted(stats.late, "item")} that came were late, so no window has opened.`, [{ kind: "late", stepId }]);
  if (stats.bad > 0 && stats.late === 0) {
    return stalled("all bad", `All ${counted(stats.bad, "item")} that came could not be handled, so no window has opened. The first reasons left by \`errors\`.`, [{ kind: "output", view: `${stepId}.errors` }]);
  }
  const line = `Of ${counted(stats.items_in, "item")} that came, ${stats.late.toLocaleString("en-US")} were late and ${stats.bad.toLocaleString("en-US")} could not be handled; none opened a window.`;
  return stalled("none taken in", line, [{ kind: "late", stepId }, { kind: "output", view: `${stepId}.errors` }]);
}

function stalled(short: string, line: string, remedies: Why["remedies"] = []): Why {
  return { state: "stalled", short, lines: [line], remedies };
}

/** Return where the items stopped, looking up the flow from a step to which none came. */
function nothingCame({ run, flow, stepId }: Case): Why | null {
  if (leadingTo(flow, stepId).some(({ stepId: id, port }) => (run.steps[id]?.items_out[port] ?? 0) > 0)) return null; // They are on their way.
  const place = whereTheyStop(run, flow, stepId);
  if (place === null) return stalled("no items", "No item has come, and nothing leads here that could bring one.");
  const { id, stats, port } = place;
  if (stats.items_in === 0) return silentSource(id, stats, port);
  const [lost, view] = whatBecame(id, stats);
  return stalled("no items", `No item has come: \`${id}\` above let none of its items by \`${port}\` (${counted(stats.items_in, "item")} in${lost}).`, [{ kind: "step", stepId: id }, ...(view === null ? [] : [{ kind: "output", view } as const])]);
}

/** A source takes nothing in; what it made may have left by another port, or it may be idle. */
function silentSource(id: string, stats: StepStats, port: string): Why {
  const aside = Object.entries(stats.items_out).filter(([name, count]) => name !== port && count > 0);
  const [first] = aside;
  if (first === undefined) return stalled("source idle", `No item has come: the source \`${id}\` is idle; it has made none yet.`, [{ kind: "step", stepId: id }]);
  const words = aside.map(([name, count]) => `${counted(count, "item")} left by \`${name}\``).join(", ");
  return stalled("no items", `No item has come: of the source \`${id}\`, ${words} and none by \`${port}\`.`, [{ kind: "output", view: `${id}.${first[0]}` }, { kind: "step", stepId: id }]);
}

function whatBecame(id: string, stats: StepStats): readonly [words: string, view: string | null] {
  const parts = ([["filtered", stats.filtered], ["bad", stats.bad], ["late", stats.late], ["dropped", stats.dropped]] as const).filter(([, count]) => count > 0);
  const words = parts.map(([name, count]) => `, ${count.toLocaleString("en-US")} ${name}`).join("");
  return [words, stats.bad > 0 ? `${id}.errors` : null];
}

interface Place {
  readonly id: string;
  readonly stats: StepStats;
  /** The port by which nothing left. */
  readonly port: string;
}

/** Return the step nearest to a source by whose port nothing left, on the first way up that ends at one. */
function whereTheyStop(run: Patient, flow: Flow, stepId: string, seen: ReadonlySet<string> = new Set()): Place | null {
  for (const { stepId: id, port } of leadingTo(flow, stepId)) {
    const stats = run.steps[id];
    if (stats === undefined || seen.has(id)) continue;
    if (stats.items_in > 0) return { id, stats, port };
    return whereTheyStop(run, flow, id, new Set([...seen, id])) ?? { id, stats, port };
  }
  return null;
}

/** Return the ports whose streams lead to a step. */
function leadingTo(flow: Flow, stepId: string): PortRef[] {
  return flow.streams.filter(({ to }) => readRef(to).stepId === stepId).map(({ from }) => readRef(from));
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
