/** The look of expressions: which letters are a number, a text, a word of the language, a name. */
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { tags } from "@lezer/highlight";

export const WORDS = ["and", "or", "not", "in", "is", "if", "else", "True", "False", "None", "true", "false", "null"];

const language = StreamLanguage.define<null>({
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return "string";
    if (stream.match(/^\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return "number";
    if (stream.match(/^[\p{L}_][\p{L}\p{N}_]*(?=\s*\()/u)) return WORDS.includes(stream.current()) ? "keyword" : "function";
    if (stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u)) return WORDS.includes(stream.current()) ? "keyword" : "variableName";
    if (stream.match(/^[-+*/%<>=!|&]+/)) return "operator";
    stream.next();
    return "punctuation";
  },
  tokenTable: { function: tags.function(tags.variableName) },
});

const colours = HighlightStyle.define([
  { tag: tags.string, color: "var(--tg-ok)" },
  { tag: tags.number, color: "var(--tg-watermark)" },
  { tag: tags.keyword, color: "var(--tg-bad)" },
  { tag: tags.function(tags.variableName), color: "var(--tg-accent-text)" },
  { tag: tags.variableName, color: "var(--tg-text)" },
  { tag: [tags.operator, tags.punctuation], color: "var(--tg-muted)" },
]);

export const expressionLanguage: Extension = [language, syntaxHighlighting(colours)];
