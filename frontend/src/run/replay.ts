/**
 * What would have become of an item with another wait: the clock of its key, run again over the items that are recorded.
 *
 * Nearly always the wait that keeps a late item is one subtraction, which the engine tells. It is not where the wait
 * decides what the item is compared with: a key without open windows forgets its clock, and with a longer wait its
 * windows are open for longer; and a longer wait keeps sessions open that an item may join. Then only trying tells.
 *
 * Instants and spans are microseconds as numbers, which are whole and exact up to 2^53.
 */

export interface Even {
  readonly kind: "even";
  readonly length_us: number;
  readonly offset_us: number;
  readonly align_us: number;
}

export interface Sessions {
  readonly kind: "session";
  readonly gap_us: number;
}

export interface Rules {
  readonly windower: Even | Sessions;
  readonly wait_us: number;
  /** Whether an item is late only once its windows have closed. */
  readonly byWindow: boolean;
}

export interface Arrival {
  /** Its timestamp, and the system time it came at; 0 in a run whose system time stands still. */
  readonly at_us: number;
  readonly now_us: number;
}

/** The clock of one key at one wait. */
export interface KeyClock {
  /** Where the watermark stood when the last item was judged. */
  readonly watermark_us: number;
  /** Return whether the next item, in order of arrival, is on time. */
  keeps(at_us: number, now_us: number): boolean;
}

/** More steps than this would be felt, even for one item that is looked at. */
const MOST_STEPS = 400_000;

/** Of no more items than this, every wait is tried that could change anything. */
const SHORT_RECORD = 16;

/**
 * Return the smallest wait longer than that of the rules which keeps the last of these items; null when too many have to be tried.
 *
 * A wait may keep it by chance: because the key has just then forgotten what the item would be late for. Of a long record
 * only those waits are tried at which the item itself is no longer behind, which is the smallest but for such chances.
 */
export function waitThatKeeps(arrivals: readonly Arrival[], rules: Rules): number | null {
  const candidates = arrivals.length <= SHORT_RECORD ? everyTurn(arrivals, rules) : waitsToTry(arrivals, rules);
  if (candidates === null || candidates.length * arrivals.length > MOST_STEPS) return null;
  return candidates.find((wait_us) => isKept(arrivals, { ...rules, wait_us })) ?? null;
}

/** Return whether the last of these items of one key, in order of arrival, is on time. */
export function isKept(arrivals: readonly Arrival[], rules: Rules): boolean {
  const clock = clockAt(rules);
  let kept = true;
  for (const { at_us, now_us } of arrivals) kept = clock.keeps(at_us, now_us);
  return kept;
}

/** Return the clock of a key that nothing has come of yet. */
export function clockAt(rules: Rules): KeyClock {
  return rules.windower.kind === "session" ? new SessionClock(rules, rules.windower.gap_us) : new EvenClock(rules, rules.windower);
}

class EvenClock implements KeyClock {
  watermark_us = -Infinity;
  private lead_us = -Infinity;
  private lastClose_us = -Infinity;

  constructor(private readonly rules: Rules, private readonly windower: Even) {}

  keeps(at_us: number, now_us: number): boolean {
    // All windows had closed before this moment: the key has forgotten its clock.
    if (this.lastClose_us <= this.lead_us + now_us - 1) this.lead_us = -Infinity;
    const close_us = lastCloseOf(this.windower, at_us);
    if (this.lead_us === -Infinity) this.lastClose_us = close_us;
    this.lead_us = Math.max(this.lead_us, at_us - this.rules.wait_us - now_us);
    this.watermark_us = this.lead_us + now_us;
    if (at_us < this.watermark_us && (!this.rules.byWindow || close_us <= this.watermark_us)) return false;
    this.lastClose_us = Math.max(this.lastClose_us, close_us);
    return true;
  }
}

interface OpenSession {
  readonly from_us: number;
  readonly to_us: number;
}

class SessionClock implements KeyClock {
  watermark_us = -Infinity;
  private lead_us = -Infinity;
  private open: readonly OpenSession[] = [];

  constructor(private readonly rules: Rules, private readonly gap_us: number) {}

  keeps(at_us: number, now_us: number): boolean {
    this.lead_us = Math.max(this.lead_us, at_us - this.rules.wait_us - now_us);
    this.watermark_us = this.lead_us + now_us;
    return this.rules.byWindow ? this.joins(at_us) : at_us >= this.watermark_us;
  }

  private joins(at_us: number): boolean {
    const { gap_us } = this;
    const closed_us = this.watermark_us - gap_us;
    const [touched, others]: [OpenSession[], OpenSession[]] = [[], []];
    for (const session of this.open) {
      if (session.to_us < closed_us) continue;
      (at_us >= session.from_us - gap_us && at_us <= session.to_us + gap_us ? touched : others).push(session);
    }
    const joins = at_us >= closed_us || touched.length > 0;
    this.open = joins ? [...others, joined(touched, at_us)] : others;
    return joins;
  }
}

function joined(sessions: readonly OpenSession[], at_us: number): OpenSession {
  return {
    from_us: Math.min(at_us, ...sessions.map(({ from_us }) => from_us)),
    to_us: Math.max(at_us, ...sessions.map(({ to_us }) => to_us)),
  };
}

/** Return when the last window closes that holds an instant. */
export function lastCloseOf({ length_us, offset_us, align_us }: Even, at_us: number): number {
  return align_us + Math.floor((at_us - align_us) / offset_us) * offset_us + length_us;
}

/** Return the waits at which the last item may no longer be behind, in order; null when they are more than anyone would try. */
function waitsToTry(arrivals: readonly Arrival[], rules: Rules): number[] | null {
  const last = arrivals.at(-1);
  if (last === undefined) return [];
  const [leads, until] = [leadsUpTo(arrivals), keptUntil(arrivals, last, rules)];
  if (leads.length * until.length > MOST_STEPS) return null;
  return inOrder(leads.flatMap((lead) => until.map((at_us) => lead + last.now_us - at_us)), rules);
}

/** Return every wait at which anything may change for any item, or for what the key remembers, in order. */
function everyTurn(arrivals: readonly Arrival[], rules: Rules): number[] {
  const { windower, byWindow } = rules;
  const clocks = arrivals.flatMap(({ now_us }) => arrivals.map((other) => other.at_us - other.now_us + now_us));
  const ends = windower.kind === "session" ? arrivals.map(({ at_us }) => at_us + windower.gap_us) : arrivals.flatMap(({ at_us }) => [lastCloseOf(windower, at_us), lastCloseOf(windower, at_us) - 1]);
  const marks = new Set([...ends, ...(byWindow ? [] : arrivals.map(({ at_us }) => at_us))]);
  return inOrder([...new Set(clocks)].flatMap((clock) => [...marks].map((mark) => clock - mark)), rules);
}

function inOrder(waits: readonly number[], rules: Rules): number[] {
  return [...new Set(waits)].filter((wait_us) => wait_us > rules.wait_us).toSorted((one, other) => one - other);
}

/** Return the watermarks up to which the last item may be kept, whatever else is. */
function keptUntil(arrivals: readonly Arrival[], last: Arrival, { windower, byWindow }: Rules): number[] {
  if (!byWindow) return [last.at_us];
  if (windower.kind !== "session") return [lastCloseOf(windower, last.at_us) - 1];
  return [...new Set(arrivals.map(({ at_us }) => at_us + windower.gap_us))];
}

/** Return what the clock may be, but for the wait, from whichever item on it goes: the largest from each item to the last. */
function leadsUpTo(arrivals: readonly Arrival[]): number[] {
  const leads = new Set<number>();
  let most = -Infinity;
  for (const { at_us, now_us } of arrivals.toReversed()) {
    most = Math.max(most, at_us - now_us);
    leads.add(most);
  }
  return [...leads];
}
