/** Reads the type of a stream from its text, as far as a table needs it: whether it is keyed, and the type of each field. */

export interface StreamShape {
  readonly keyed: boolean;
  /** Field to type, in order; an item that is no record is one field called `item`. */
  readonly fields: Readonly<Record<string, string>>;
}

const NAME = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^\s:,{}"]+))\s*:\s*/;

/** Return the shape that text such as `keyed {time: timestamp, user: str}` tells. */
export function streamShape(text: string): StreamShape {
  const keyed = text.startsWith("keyed ");
  const item = keyed ? text.slice("keyed ".length) : text;
  return { keyed, fields: item.startsWith("{") ? recordFields(item) : { item } };
}

function recordFields(record: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const part of topLevelParts(record.slice(1, -1))) {
    const found = NAME.exec(part);
    if (found !== null) fields[found[1]?.replace(/\\(.)/g, "$1") ?? found[2] ?? ""] = part.slice(found[0].length).trim();
  }
  return fields;
}

/** Split at the commas that no bracket and no quote encloses. */
function topLevelParts(text: string): string[] {
  const parts: string[] = [];
  let [depth, quoted, start] = [0, false, 0];
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at];
    if (quoted && mark === "\\") at += 1;
    else if (mark === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (mark === "{" || mark === "[") depth += 1;
    else if (mark === "}" || mark === "]") depth -= 1;
    else if (mark === "," && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}
