/** Types as text, as far as forms need them: the fields of a record, and a record written from fields. */

export type Field = readonly [name: string, type: string];

const NAME = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^\s:,{}"]+))\s*:\s*/;

/** Return the fields of a record type such as `{time: timestamp, user: str}`; null for any other type. */
export function recordFields(text: string): Field[] | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{") || !trimmed.endsWith("}")) return null;
  const fields: Field[] = [];
  for (const part of topLevelParts(trimmed.slice(1, -1))) {
    if (part.trim() === "") continue;
    const found = NAME.exec(part);
    if (!found) return null;
    fields.push([found[1]?.replace(/\\(.)/g, "$1") ?? found[2] ?? "", part.slice(found[0].length).trim()]);
  }
  return fields;
}

/** Return the type of what a dotted path leads to, or null. */
export function typeAt(fields: Readonly<Record<string, string>>, path: readonly string[]): string | null {
  const [head, ...rest] = path;
  const type = head === undefined ? undefined : fields[head];
  if (type === undefined) return null;
  if (rest.length === 0) return type;
  const inner = recordFields(type);
  return inner && typeAt(Object.fromEntries(inner), rest);
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
