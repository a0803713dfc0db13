/** Guards of sources against bad clocks: which sources a window step depends on, and what would guard them. */
import type { CheckResult, Flow, OperatorEntry } from "../api/types";
import { readRef, stepOf } from "./document";
import { isRecord } from "./edits";

export interface Guarding {
  readonly sourceId: string;
  /** Whether its guard is on already. */
  readonly on: boolean;
  /** What its guard would read, as the window step does; null where the source's items do not have it. */
  readonly timestamp: string | null;
}

interface Scene {
  readonly flow: Flow;
  readonly operators: ReadonlyMap<string, OperatorEntry>;
  readonly check: CheckResult | null;
}

/** Return the sources above a window step that can have a guard, each with what would turn it on. */
export function guardsFor({ flow, operators, check }: Scene, stepId: string): readonly Guarding[] {
  const clock = stepOf(flow, stepId)?.config["clock"];
  const timestamp = isRecord(clock) && typeof clock["timestamp"] === "string" ? clock["timestamp"] : null;
  return above(flow, stepId).flatMap((id) => {
    const step = stepOf(flow, id);
    const entry = step && operators.get(step.operator);
    if (!step || !entry?.source || !canGuard(entry)) return [];
    const fields = check?.steps[id]?.downs["down"]?.fields ?? {};
    const readable = timestamp !== null && namesIn(timestamp).every((name) => name in fields);
    return [{ sourceId: id, on: isRecord(step.config["guard"]), timestamp: readable ? timestamp : null }];
  });
}

function canGuard(entry: OperatorEntry): boolean {
  const properties = entry.config_schema["properties"];
  return isRecord(properties) && "guard" in properties;
}

/** Return the steps that something a step takes in comes from. */
function above(flow: Flow, stepId: string): string[] {
  const reached = new Set([stepId]);
  for (const id of reached) {
    for (const stream of flow.streams) if (readRef(stream.to).stepId === id) reached.add(readRef(stream.from).stepId);
  }
  reached.delete(stepId);
  return [...reached];
}

const WORDS = new Set(["and", "or", "not", "in", "is", "if", "else", "true", "false", "null", "True", "False", "None"]);

/** Return the names an expression uses of what flows in: fields, `item` and `key`; no functions and no parts of records. */
export function namesIn(expression: string): readonly string[] {
  const bare = expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const names = [...bare.matchAll(/(?<![\p{L}\p{N}_.])[\p{L}_][\p{L}\p{N}_]*(?!\s*\(|[\p{L}\p{N}_])/gu)].map(([name]) => name);
  return [...new Set(names)].filter((name) => !WORDS.has(name));
}
