/** What can stand at the cursor of an expression: fields with their types, functions, words of the language. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { FunctionEntry, PortType } from "../../api/types";
import { recordFields, typeAt } from "../../flow/typeText";
import { WORDS } from "./language";

export interface Known {
  ups: readonly PortType[];
  functions: readonly FunctionEntry[];
}

/** Return the completions at the cursor, or null. */
export function completionsAt(context: CompletionContext, known: Known): CompletionResult | null {
  const word = context.matchBefore(/[\p{L}\p{N}_.]*/u);
  if (!word || inText(context) || (word.text === "" && !context.explicit)) return null;
  const path = word.text.split(".");
  const last = path.pop() ?? "";
  const from = word.to - last.length;
  const options = path.length > 0 ? partsOf(known, path) : everything(known);
  return options.length === 0 ? null : { from, options, validFor: /^[\p{L}\p{N}_]*$/u };
}

function inText(context: CompletionContext): boolean {
  const before = context.state.sliceDoc(0, context.pos).replace(/\\./g, "");
  return (before.match(/"/g)?.length ?? 0) % 2 === 1;
}

function everything({ ups, functions }: Known): Completion[] {
  const stream = ups[0];
  return [
    ...Object.entries(stream?.fields ?? {}).map(([name, type]) => field(name, type)),
    ...(stream ? [{ label: "item", detail: stream.item, type: "variable", boost: 1, info: "The whole item." }] : []),
    ...(stream?.keyed ? [{ label: "key", detail: "str", type: "variable", boost: 1, info: "The item's key." }] : []),
    ...functions.map(functionOption),
    ...WORDS.slice(0, 7).map((label) => ({ label, type: "keyword", boost: -1 })),
  ];
}

function field(name: string, type: string): Completion {
  const bare = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name);
  return { label: name, detail: type, type: "property", boost: 2, ...(bare ? {} : { apply: `item[${JSON.stringify(name)}]` }) };
}

function partsOf({ ups }: Known, path: readonly string[]): Completion[] {
  const own = path[0] === "item" ? path.slice(1) : path;
  const fields = ups[0]?.fields ?? {};
  if (own.length === 0) return Object.entries(fields).map(([name, type]) => field(name, type));
  const type = typeAt(fields, own);
  return (type === null ? [] : (recordFields(type) ?? [])).map(([name, kind]) => field(name, kind));
}

function functionOption(entry: FunctionEntry): Completion {
  return {
    label: entry.name,
    detail: entry.signature.slice(entry.name.length),
    type: "function",
    apply: `${entry.name}(`,
    info: () => explanation(entry),
  };
}

/** Return a function's help, which the editor draws outside React. */
export function explanation(entry: FunctionEntry): HTMLElement {
  const box = document.createElement("div");
  for (const [tag, text] of [["code", entry.signature], ["p", entry.doc], ["code", entry.example]] as const) {
    if (text === "") continue;
    const line = document.createElement(tag);
    line.textContent = text;
    box.append(line);
  }
  return box;
}
