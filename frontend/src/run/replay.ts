/**
 * What would have become of an item with another wait: the clock of its key, run again over the items that are recorded.
 *
 * Nearly always the wait that keeps a late item is one subtraction, which the engine tells. It is not where the wait
 * decides what the item is compared with: a key without open windows forgets its clock, and with a longer wait its
 * windows are open for longer; and a longer wait keeps sessions open that an item may join. Then only trying tells.
 */
import { idsAt, windowOf, type Even, type Sessions, type Windower } from "../ruler/windower";

export interface Arrival {
  /** Its timestamp, and the system time it came at; 0 in a run whose system time stands still. */
  readonly at: bigint;
  readonly now: bigint;
}

export interface Rules {
  readonly windower: Windower;
  readonly wait: bigint;
  /** Whether an item is late only once its windows have closed. */
  readonly byWindow: boolean;
}

/** More steps than this would be felt. */
const MOST_STEPS = 400_000;

/** Of no more items than this, every wait is tried that could change anything. */
const SHORT_RECORD = 16;

/**
 * Return the smallest wait longer than that of the rules which keeps the last of these items; null when too many have to be tried.
 *
 * A wait may keep it by chance: because the key has just then forgotten what the item would be late for. Of a long record
 * only those waits are tried at which the item itself is no longer behind, which is the smallest but for such chances.
 */
export function waitThatKeeps(arrivals: readonly Arrival[], rules: Rules): bigint | null {
  const candidates = arrivals.length <= SHORT_RECORD ? everyTurn(arrivals, rules) : waitsToTry(arrivals, rules);
  if (candidates === null || candidates.length * arrivals.length > MOST_STEPS) return null;
  return candidates.find((wait) => isKept(arrivals, { ...rules, wait })) ?? null;
}

/** Return whether the last of these items of one key, in order of arrival, is on time. */
export function isKept(arrivals: readonly Arrival[], rules: Rules): boolean {
  const judge = rules.windower.kind === "session" ? sessionJudge(rules, rules.windower) : evenJudge(rules, rules.windower);
  let kept = true;
  for (const arrival of arrivals) kept = judge(arrival);
  return kept;
}

type Judge = (arrival: Arrival) => boolean;

function evenJudge(rules: Rules, windower: Even): Judge {
  let lead: bigint | null = null;
  let lastClose = 0n;
  return ({ at, now }) => {
    // All windows had closed before this moment: the key has forgotten its clock.
    if (lead !== null && lastClose <= lead + now - 1n) lead = null;
    const own = at - rules.wait - now;
    if (lead === null) lastClose = closeOfLast(windower, at);
    lead = lead === null || own > lead ? own : lead;
    const watermark = lead + now;
    const close = closeOfLast(windower, at);
    if (at < watermark && (!rules.byWindow || close <= watermark)) return false;
    if (close > lastClose) lastClose = close;
    return true;
  };
}

function sessionJudge(rules: Rules, { gap }: Sessions): Judge {
  let lead: bigint | null = null;
  let open: { from: bigint; to: bigint }[] = [];
  return ({ at, now }) => {
    const own = at - rules.wait - now;
    lead = lead === null || own > lead ? own : lead;
    const watermark = lead + now;
    if (!rules.byWindow) return at >= watermark;
    open = open.filter((session) => session.to >= watermark - gap);
    const touched = open.filter((session) => at >= session.from - gap && at <= session.to + gap);
    if (at < watermark - gap && touched.length === 0) return false;
    const joined = [...touched, { from: at, to: at }];
    const from = joined.reduce((least, session) => (session.from < least ? session.from : least), at);
    const to = joined.reduce((most, session) => (session.to > most ? session.to : most), at);
    open = [...open.filter((session) => !touched.includes(session)), { from, to }];
    return true;
  };
}

function closeOfLast(windower: Even, at: bigint): bigint {
  return windowOf(windower, idsAt(windower, at).last).close;
}

/** Return the waits at which the last item may no longer be behind, in order; null when they are more than anyone would try. */
function waitsToTry(arrivals: readonly Arrival[], rules: Rules): bigint[] | null {
  const last = arrivals.at(-1);
  if (last === undefined) return [];
  const [leads, until] = [leadsUpTo(arrivals), keptUntil(arrivals, last, rules)];
  if (leads.length * until.length > MOST_STEPS) return null;
  return inOrder(leads.flatMap((lead) => until.map((at) => lead + last.now - at)), rules);
}

/** Return every wait at which anything may change for any item, or for what the key remembers, in order. */
function everyTurn(arrivals: readonly Arrival[], rules: Rules): bigint[] {
  const { windower, byWindow } = rules;
  const clocks = arrivals.flatMap(({ now }) => arrivals.map((other) => other.at - other.now + now));
  const ends = windower.kind === "session" ? arrivals.map(({ at }) => at + windower.gap) : arrivals.flatMap(({ at }) => [closeOfLast(windower, at), closeOfLast(windower, at) - 1n]);
  const marks = new Set([...ends, ...(byWindow ? [] : arrivals.map(({ at }) => at))]);
  return inOrder([...new Set(clocks)].flatMap((clock) => [...marks].map((mark) => clock - mark)), rules);
}

function inOrder(waits: readonly bigint[], rules: Rules): bigint[] {
  return [...new Set(waits)].filter((wait) => wait > rules.wait).toSorted((one, other) => (one < other ? -1 : 1));
}

/** Return the watermarks up to which the last item may be kept, whatever else is. */
function keptUntil(arrivals: readonly Arrival[], last: Arrival, { windower, byWindow }: Rules): bigint[] {
  if (!byWindow) return [last.at];
  if (windower.kind !== "session") return [closeOfLast(windower, last.at) - 1n];
  return [...new Set(arrivals.map(({ at }) => at + windower.gap))];
}

/** Return what the clock may be, but for the wait, from whichever item on it goes: the largest from each item to the last. */
function leadsUpTo(arrivals: readonly Arrival[]): bigint[] {
  const leads = new Set<bigint>();
  let most: bigint | null = null;
  for (const { at, now } of arrivals.toReversed()) {
    if (most === null || at - now > most) most = at - now;
    leads.add(most);
  }
  return [...leads];
}
