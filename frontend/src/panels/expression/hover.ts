/** What the word under the pointer is: a function with its help, or a field with its type and some of its values. */
import { hoverTooltip, type Tooltip } from "@codemirror/view";
import type { Extension } from "@codemirror/state";
import { typeAt } from "../../flow/typeText";
import { explanation, type Known } from "./completion";

/** Gives the first sample values of a field of what comes in, as text; none where there is no preview. */
export type SampleOf = (path: readonly string[]) => readonly string[];

export interface Word {
  from: number;
  to: number;
  /** The parts up to this one: of `order.price`, under `price`, both. */
  path: string[];
  /** Whether it is called. */
  call: boolean;
}

const NAMES = /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/gu;

/** Return the name at a place of an expression, or null; letters within quotes are no names. */
export function wordAt(text: string, at: number): Word | null {
  // Texts become blanks of the same length, so that places stay.
  const bare = text.replaceAll(/"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?/g, (quoted) => " ".repeat(quoted.length));
  for (const match of bare.matchAll(NAMES)) {
    const [start, end] = [match.index, match.index + match[0].length];
    if (at < start || at > end) continue;
    let from = start;
    const path: string[] = [];
    for (const part of match[0].split(".")) {
      path.push(part);
      const to = from + part.length;
      if (at <= to) return { from, to, path, call: to === end && /^\s*\(/.test(bare.slice(end)) };
      from = to + 1;
    }
  }
  return null;
}

/** Return the extension that shows help at the pointer. */
export function hoverHelp(known: () => Known, samples: SampleOf): Extension {
  return hoverTooltip((view, pos): Tooltip | null => {
    const word = wordAt(view.state.doc.toString(), pos);
    const dom = word && helpFor(word, known(), samples);
    return dom ? { pos: word.from, end: word.to, above: true, create: () => ({ dom }) } : null;
  });
}

function helpFor(word: Word, { ups, functions }: Known, samples: SampleOf): HTMLElement | null {
  const name = word.path[0] ?? "";
  if (word.call) {
    const entry = word.path.length === 1 ? functions.find((one) => one.name === name) : undefined;
    return entry ? boxed(explanation(entry)) : null;
  }
  const stream = ups[0];
  if (!stream) return null;
  const path = name === "item" && !(name in (stream.fields ?? {})) ? word.path.slice(1) : word.path;
  if (path.length === 0) return fieldHelp("item", stream.item, samples([]), "The whole item.");
  if (path.length === 1 && path[0] === "key" && stream.keyed && !("key" in (stream.fields ?? {}))) return fieldHelp("key", "str", samples(["key"]), "The item's key.");
  const type = typeAt(stream.fields ?? {}, path);
  return type === null ? null : fieldHelp(path.join("."), type, samples(path), "");
}

function fieldHelp(name: string, type: string, values: readonly string[], doc: string): HTMLElement {
  const box = document.createElement("div");
  add(box, "code", `${name}: ${type}`);
  if (doc !== "") add(box, "p", doc);
  if (values.length > 0) add(box, "small", `such as ${values.join(", ")}`);
  return boxed(box);
}

function add(box: HTMLElement, tag: string, text: string): void {
  const line = document.createElement(tag);
  line.textContent = text;
  box.append(line);
}

function boxed(box: HTMLElement): HTMLElement {
  box.classList.add("tg-hover");
  return box;
}
