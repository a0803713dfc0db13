/** An operator's example as lines of text: its configuration, what comes in and what leaves, a line an item. */
import type { StepExample } from "../api/types";

const GAP = 2;

/** Return the lines of an example; the names of ports and files stand in a column on the left. */
export function exampleText(example: StepExample): string {
  const blocks = [
    ...Object.entries(example.config).map(([name, value]) => [name, [shown(value)]] as const),
    ...Object.entries(example.files).map(([name, text]) => [name, linesOf(text)] as const),
    ...Object.entries(example.ups).flatMap(([port, streams]) => streams.map((stream) => [port, stream.items.map(json)] as const)),
    ...Object.entries(example.downs).map(([port, stream]) => [port, stream.items.map(json)] as const),
    ...Object.entries(example.written).map(([name, text]) => [name, linesOf(text)] as const),
    ["prints", example.printed] as const,
    ["fails", example.fails === "" ? [] : [example.fails]] as const,
  ].filter(([, lines]) => lines.length > 0);
  const width = Math.max(...blocks.map(([name]) => name.length)) + GAP;
  return blocks.flatMap(([name, lines]) => lines.map((line, index) => (index === 0 ? name : "").padEnd(width) + line)).join("\n");
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : json(value);
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

function linesOf(text: string): string[] {
  return text.trimEnd().split("\n");
}
