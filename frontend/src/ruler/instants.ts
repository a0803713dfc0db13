/** The timestamps that a person typed or pasted, one or many. */
import { readInstant } from "../flow/micros";

export interface Typed {
  readonly instants: readonly bigint[];
  /** What could not be read, and why. */
  readonly wrong: readonly string[];
}

/** So many are looked at; a pasted column has more than anyone can follow. */
const MOST = 50;

/** Return the instants in a text: separated by lines, commas, or blanks before a year; quotes do not matter. */
export function typedInstants(text: string): Typed {
  const parts = text.split(/[\n\r,;]+|\s+(?=\d{4}-\d\d)/).map((part) => part.trim().replace(/^["']|["']$/g, "")).filter((part) => part !== "");
  const [instants, wrong]: [bigint[], string[]] = [[], []];
  for (const part of parts.slice(0, MOST)) {
    const read = readInstant(part);
    if ("us" in read) instants.push(read.us);
    else wrong.push(`${part.slice(0, 40)}: ${read.wrong}`);
  }
  if (parts.length > MOST) wrong.push(`${parts.length - MOST} more are not shown; ${MOST} is as many as can be followed.`);
  return { instants, wrong };
}
