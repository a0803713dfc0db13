/** The type of a stream, read from its text as far as a table needs it: whether it is keyed, and each field's type. */
import { recordFields } from "../flow/typeText";

export interface StreamShape {
  readonly keyed: boolean;
  /** Field to type, in order; an item that is no record is one field called `item`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Return the shape that text such as `keyed {time: timestamp, user: str}` tells. */
export function streamShape(text: string): StreamShape {
  const keyed = text.startsWith("keyed ");
  const item = keyed ? text.slice("keyed ".length) : text;
  const fields = recordFields(item);
  return { keyed, fields: fields ? Object.fromEntries(fields) : { item } };
}
