/**
 * What a person types to filter a table, read into a tree.
 *
 *     any    := all ("or" all)*
 *     all    := one (("and")? one)*
 *     one    := "not" one | "(" any ")" | field operator value | words
 *     operator := = != < <= > >= ~            `:` is `~`: contains
 *
 * Words alone are looked for in every field. Quotes hold a text together: `user = "a b"`, `"not"`.
 */

export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~";

export type Wanted =
  | { readonly kind: "any" | "all"; readonly parts: readonly Wanted[] }
  | { readonly kind: "not"; readonly part: Wanted }
  | { readonly kind: "compare"; readonly field: string; readonly operator: Operator; readonly value: string; readonly quoted: boolean }
  | { readonly kind: "words"; readonly text: string; readonly quoted: boolean };

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

interface Token {
  readonly kind: "word" | "quoted" | "operator" | "(" | ")";
  readonly text: string;
}

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|(!=|<=|>=|=|<|>|~|:(?=\s|"|$))|([()])|((?:[^\s"()=<>~!]|!(?!=))+))/y;

class Unreadable extends Error {}

/** Return what was asked for, null for nothing, or why it cannot be read. */
export function readFilter(text: string): Read<Wanted | null> {
  try {
    const tokens = tokensOf(text);
    return { ok: true, value: tokens.length === 0 ? null : new Reader(tokens).whole() };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, why: error.message };
    throw error;
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) {
      const rest = text.slice(from).trim();
      throw new Unreadable(rest.startsWith('"') ? 'A quote is not closed: end the text with ".' : `'${rest.slice(0, 20)}' cannot be read here.`);
    }
    const [, quoted, operator, bracket, word] = found;
    if (quoted !== undefined) tokens.push({ kind: "quoted", text: quoted.replace(/\\(.)/g, "$1") });
    else if (operator !== undefined) tokens.push({ kind: "operator", text: operator === ":" ? "~" : operator });
    else if (bracket !== undefined) tokens.push({ kind: bracket as "(" | ")", text: bracket });
    else tokens.push(...withColon(word ?? ""));
  }
  return tokens;
}

/** `user:a` is `user ~ a`; `10:04:12` and `http://x` stay words. */
function withColon(word: string): Token[] {
  const parts = /^([A-Za-z_@][\w.@]*):(?!\/\/)(.+)$/.exec(word);
  if (parts === null) return [{ kind: "word", text: word }];
  return [{ kind: "word", text: parts[1] ?? "" }, { kind: "operator", text: "~" }, { kind: "word", text: parts[2] ?? "" }];
}

class Reader {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Wanted {
    const wanted = this.any();
    if (this.now !== undefined) throw new Unreadable(`'${this.now.text}' is one bracket too many.`);
    return wanted;
  }

  private get now(): Token | undefined {
    return this.tokens[this.at];
  }

  private any(): Wanted {
    const parts = [this.all()];
    while (this.takes("or")) parts.push(this.all());
    return parts.length === 1 ? (parts[0] as Wanted) : { kind: "any", parts };
  }

  private all(): Wanted {
    const parts = [this.one()];
    while (this.now !== undefined && this.now.kind !== ")" && !this.is("or")) {
      this.takes("and");
      parts.push(this.one());
    }
    return parts.length === 1 ? (parts[0] as Wanted) : { kind: "all", parts };
  }

  private one(): Wanted {
    const token = this.now;
    if (token === undefined) throw new Unreadable("Something is missing at the end.");
    this.at += 1;
    if (token.kind === "word" && token.text.toLowerCase() === "not" && this.now !== undefined) return { kind: "not", part: this.one() };
    if (token.kind === "(") return this.inside();
    if (token.kind === "operator") throw new Unreadable(`Name a field before '${token.text}'.`);
    if (token.kind === ")") throw new Unreadable("A bracket is closed that was not opened.");
    if (this.now?.kind === "operator") return this.comparison(token.text);
    return { kind: "words", text: token.text, quoted: token.kind === "quoted" };
  }

  private inside(): Wanted {
    const wanted = this.any();
    if (this.now?.kind !== ")") throw new Unreadable("A bracket is not closed.");
    this.at += 1;
    return wanted;
  }

  private comparison(field: string): Wanted {
    const operator = this.now?.text as Operator;
    this.at += 1;
    const value = this.now;
    if (value === undefined || (value.kind !== "word" && value.kind !== "quoted")) throw new Unreadable(`Write what '${field}' is compared with after '${operator}'.`);
    this.at += 1;
    return { kind: "compare", field, operator, value: value.text, quoted: value.kind === "quoted" };
  }

  private is(word: string): boolean {
    return this.now?.kind === "word" && this.now.text.toLowerCase() === word;
  }

  private takes(word: string): boolean {
    const found = this.is(word);
    if (found) this.at += 1;
    return found;
  }
}
