/** An operator's example as lines: its configuration, what comes in and what leaves, a line an item. */
import type { StepExample } from "../api/types";
import { isRecord } from "./edits";
import { isExact, writeJson } from "./exactJson";

/** A line of an example; `name` is the field, port or file whose first line it is, else empty. */
export interface ExampleLine {
  readonly name: string;
  readonly text: string;
}

/** Return the lines of an example. */
export function exampleLines(example: StepExample): ExampleLine[] {
  const blocks = [
    ...Object.entries(example.config).map(([name, value]) => [name, [shown(value)]] as const),
    ...Object.entries(example.files).map(([name, text]) => [name, linesOf(text)] as const),
    ...Object.entries(example.ups).flatMap(([port, streams]) => streams.map((stream) => [port, stream.items.map((item) => writeJson(item))] as const)),
    ...Object.entries(example.downs).map(([port, stream]) => [port, stream.items.map((item) => writeJson(item))] as const),
    ...Object.entries(example.written).map(([name, text]) => [name, linesOf(text)] as const),
    ["prints", example.printed] as const,
    ["fails", example.fails === "" ? [] : [example.fails]] as const,
  ];
  return blocks.flatMap(([name, lines]) => lines.map((text, index) => ({ name: index === 0 ? name : "", text })));
}

function shown(value: unknown): string {
  if (typeof value === "string") return value;
  return choiceWords(value) ?? writeJson(value);
}

/** Return a clock or a windower as a person says it: `tumbling, length 10s`; null for anything else. */
function choiceWords(value: unknown): string | null {
  if (!isRecord(value) || typeof value["type"] !== "string") return null;
  const { type, ...rest } = value;
  const plain = Object.values(rest).every((one) => typeof one !== "object" || isExact(one));
  return plain ? [type, ...Object.entries(rest).map(([name, one]) => `${name} ${String(one)}`)].join(", ") : null;
}

function linesOf(text: string): string[] {
  return text.trimEnd().split("\n");
}
