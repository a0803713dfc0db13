/**
 * Which windows there are, computed as the engine does: in whole microseconds, ids from the window that opens at `align_to`.
 *
 *     even        [align_to + id * offset, ... + length)      tumbling ones have an offset of their length
 *     session     [first item, last item], neighbours no further apart than the gap
 */
import { isRecord } from "../flow/edits";
import { integerOf } from "../flow/exactJson";
import { floorDiv, readDuration, readInstant, type Read } from "../flow/micros";

export interface Even {
  readonly kind: "tumbling" | "sliding";
  readonly length: bigint;
  readonly offset: bigint;
  readonly align: bigint;
}

export interface Sessions {
  readonly kind: "session";
  readonly gap: bigint;
}

export type Windower = Even | Sessions;

/** Windows that cannot be shown, and why; `field` is where the reason lies. */
export interface Broken {
  readonly kind: "broken";
  readonly field: "type" | "length" | "offset" | "align_to" | "gap";
  readonly wrong: string;
}

/** One window: its id, when it opens, and when it closes. */
export interface Span {
  readonly id: bigint;
  readonly open: bigint;
  readonly close: bigint;
}

/** An item can be in so many windows, and no more. */
export const MOST_WINDOWS_PER_ITEM = 1_000n;

/** Return the windower of a configuration, or what keeps it from being one. */
export function readWindower(config: unknown): Windower | Broken {
  if (!isRecord(config)) return broken("type", "Choose which windows there are.");
  switch (config["type"]) {
    case "tumbling":
    case "sliding":
      return readEven(config, config["type"]);
    case "session": {
      const gap = readField(config["gap"], readDuration);
      if ("wrong" in gap) return broken("gap", gap.wrong);
      return gap.us < 0n ? broken("gap", "The gap is not negative.") : { kind: "session", gap: gap.us };
    }
    default:
      return broken("type", "Choose which windows there are.");
  }
}

function readEven(config: Record<string, unknown>, kind: Even["kind"]): Even | Broken {
  const length = readField(config["length"], readDuration);
  if ("wrong" in length) return broken("length", length.wrong);
  if (length.us <= 0n) return broken("length", "A window is longer than nothing.");
  const offset = kind === "tumbling" ? length : readField(config["offset"], readDuration);
  if ("wrong" in offset) return broken("offset", offset.wrong);
  if (offset.us <= 0n) return broken("offset", "From one window to the next is longer than nothing.");
  const align = config["align_to"] === undefined ? { us: 0n } : readField(config["align_to"], readInstant);
  if ("wrong" in align) return broken("align_to", align.wrong);
  return { kind, length: length.us, offset: offset.us, align: align.us };
}

function readField(value: unknown, read: (text: string) => Read): Read {
  if (typeof value === "string") return read(value);
  const us = integerOf(value);
  if (us !== null) return { us };
  return { wrong: value === undefined ? "Not written yet." : "Not a text." };
}

function broken(field: Broken["field"], wrong: string): Broken {
  return { kind: "broken", field, wrong };
}

/** Return how long the stretch between two windows is that belongs to none; 0 where there is none. */
export function hole(even: Even): bigint {
  return even.offset > even.length ? even.offset - even.length : 0n;
}

/** Return in how many windows an item can be. */
export function windowsPerItem(even: Even): bigint {
  return (even.length + even.offset - 1n) / even.offset;
}

/** Return the window with an id. */
export function windowOf(even: Even, id: bigint): Span {
  const open = even.align + id * even.offset;
  return { id, open, close: open + even.length };
}

/** Return the ids of the first and the last window that hold an instant; none when the first comes after the last. */
export function idsAt(even: Even, at: bigint): { readonly first: bigint; readonly last: bigint } {
  const since = at - even.align;
  return { first: floorDiv(since - even.length, even.offset) + 1n, last: floorDiv(since, even.offset) };
}

/** Return the windows that hold an instant, oldest first, at most so many. */
export function windowsAt(even: Even, at: bigint, most = MOST_WINDOWS_PER_ITEM): Span[] {
  const { first, last } = idsAt(even, at);
  const spans: Span[] = [];
  for (let id = first; id <= last && BigInt(spans.length) < most; id += 1n) spans.push(windowOf(even, id));
  return spans;
}

/** Return the sessions that instants make, in the order in which they open. */
export function sessionsOf(sessions: Sessions, instants: readonly bigint[]): Span[] {
  const spans: { id: bigint; open: bigint; close: bigint }[] = [];
  for (const at of instants.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0))) {
    const last = spans.at(-1);
    if (last !== undefined && at - last.close <= sessions.gap) last.close = at;
    else spans.push({ id: BigInt(spans.length), open: at, close: at });
  }
  return spans;
}
