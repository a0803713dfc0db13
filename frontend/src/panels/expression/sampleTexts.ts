/** Some values that a field of what comes into a step has in the last preview, as text. */
import { readRef } from "../../flow/document";
import { flowNow } from "../../state/flowStore";
import { usePreview } from "../../state/preview";
import { isRecord } from "../../flow/edits";

const SOME = 3;
const LONGEST = 40;

/** Return the first different values of a field, or of the whole item; of a source, of what it gives. */
export function sampleTexts(stepId: string, path: readonly string[]): string[] {
  const fed = flowNow().streams.find((stream) => readRef(stream.to).stepId === stepId);
  const from = fed ? readRef(fed.from) : { stepId, port: "down" };
  const shown = usePreview.getState().answer?.steps[from.stepId]?.ports[from.port];
  const [first, ...rest] = path;
  if (!shown || first === undefined) return [];
  const values = first === "key" && shown.keys ? shown.keys : (shown.columns[first] ?? []);
  const texts = values.map((value) => textOf(within(value, rest)));
  return [...new Set(texts)].slice(0, SOME);
}

function within(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, name) => (isRecord(part) ? part[name] : undefined), value);
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
