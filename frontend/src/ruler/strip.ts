/** What the strip shows: a stretch of time, the windows in it in lanes that do not overlap, and the instants that were typed. */
import { SECOND } from "../flow/micros";
import { idsAt, sessionsOf, windowOf, windowsPerItem, type Even, type Sessions, type Span, type Windower } from "./windower";

export interface Placed extends Span {
  readonly lane: number;
}

export interface Strip {
  readonly from: bigint;
  readonly to: bigint;
  readonly windows: readonly Placed[];
  readonly lanes: number;
  /** The instants in the picture: those that were typed, or examples where sessions need some. */
  readonly marks: readonly bigint[];
  readonly examples: boolean;
  /** How many windows that hold the first instant are left out of the picture. */
  readonly leftOut: bigint;
}

const [MOST_WINDOWS, MOST_LANES] = [16n, 8n];

/** Return the strip of these windows: around what was typed, else from now on. */
export function stripOf(windower: Windower, now: bigint, instants: readonly bigint[]): Strip {
  return windower.kind === "session" ? sessionStrip(windower, now, instants) : evenStrip(windower, now, instants);
}

function evenStrip(even: Even, now: bigint, instants: readonly bigint[]): Strip {
  const least = instants.reduce((one, other) => (other < one ? other : one), instants[0] ?? now);
  const most = instants.reduce((one, other) => (other > one ? other : one), instants[0] ?? now);
  const crowd = windowsPerItem(even);
  const lanes = crowd < MOST_LANES ? crowd : MOST_LANES;
  // Of a crowd, the windows that opened last are drawn.
  const first = idsAt(even, least).last - (lanes - 1n);
  const wanted = idsAt(even, most).last + (instants.length > 0 ? 1n : 3n);
  const last = wanted - first >= MOST_WINDOWS ? first + MOST_WINDOWS - 1n : wanted;
  const windows: Placed[] = [];
  for (let id = first; id <= last; id += 1n) windows.push({ ...windowOf(even, id), lane: Number(modulo(id, lanes)) });
  const [from, to] = [windowOf(even, first).open, windowOf(even, last).close];
  const marks = instants.filter((at) => at >= from && at < to);
  return { from, to, windows, lanes: Number(lanes), marks, examples: false, leftOut: crowd - lanes };
}

function modulo(one: bigint, other: bigint): bigint {
  return ((one % other) + other) % other;
}

/** In gaps, when the examples come: three together, one exactly a gap on, then silence, then two. */
const EXAMPLES = [0n, 30n, 55n, 155n, 320n, 360n];

function sessionStrip(sessions: Sessions, now: bigint, instants: readonly bigint[]): Strip {
  const gap = sessions.gap > 0n ? sessions.gap : SECOND;
  const marks = instants.length > 0 ? instants : EXAMPLES.map((hundredths) => now + (gap * hundredths) / 100n);
  const spans = sessionsOf(sessions, marks);
  const [first, last] = [spans[0]?.open ?? now, (spans.at(-1)?.close ?? now) + gap];
  return { from: first - gap / 4n, to: last + gap / 4n, windows: spans.map((span) => ({ ...span, lane: 0 })), lanes: 1, marks, examples: instants.length === 0, leftOut: 0n };
}
