/** Whether the type of a stream suits an operator: the server's check is asked about all that may come next at once. */
import { api } from "../api/client";
import type { OperatorEntry, Step } from "../api/types";
import { initialConfig } from "../flow/config";
import { takenIds, writeRef, type PortRef } from "../flow/document";
import { fitOf } from "../flow/fits";
import { freshId } from "../flow/naming";
import { flowNow } from "./flowStore";
import { sceneNow } from "./scene";

/** Return by kind why these operators cannot take what an output emits; those that can, and those not known yet, are missing. */
export async function typeRefusals(from: PortRef, entries: readonly OperatorEntry[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const flow = flowNow();
  const scene = sceneNow();
  const taken = takenIds(flow);
  const steps: Step[] = [];
  const streams = entries.flatMap((entry) => {
    const id = freshId(`next_${entry.kind}`, taken);
    const { port } = fitOf(scene, entry, { from }, id);
    if (port === null) return [];
    steps.push({ id, operator: entry.kind, config: initialConfig(entry.config_schema) });
    return [{ from: writeRef(from), to: port }];
  });
  const check = await api.check({ ...flow, steps: [...flow.steps, ...steps], streams: [...flow.streams, ...streams] }, signal);
  const kinds = new Map(steps.map((step) => [step.id, step.operator]));
  return new Map(
    check.diagnostics
      .filter((one) => one.code === "stream-type" && one.severity === "error")
      .flatMap((one): [string, string][] => {
        const kind = kinds.get(one.step_id ?? "");
        return kind === undefined ? [] : [[kind, one.message]];
      }),
  );
}
