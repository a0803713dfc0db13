/** Which windows an instant falls into and why, in sentences. */
import { DAY, SECOND, writeDuration } from "../flow/micros";
import { durationText } from "../run/timeText";
import { idsAt, MOST_WINDOWS_PER_ITEM, sessionsOf, windowOf, windowsAt, windowsPerItem, type Even, type Sessions, type Span, type Windower } from "./windower";
import { dayOf, nextShift, UTC, wallText } from "./zones";

/** More windows than this are told by the first and the last. */
const MOST_LISTED = 4;

/** Return a sentence for each instant, or for each pair of neighbours where sessions are made. */
export function explained(windower: Windower, instants: readonly bigint[], zone: string): string[] {
  if (windower.kind === "session") return pairs(windower, instants, zone);
  return instants.map((at) => fallsInto(windower, at, zone));
}

function fallsInto(even: Even, at: bigint, zone: string): string {
  const { first, last } = idsAt(even, at);
  const instant = wallText(at, zone);
  if (first > last) {
    const [before, after] = [windowOf(even, last), windowOf(even, last + 1n)];
    return `${instant} falls into no window: window ${before.id} has closed at ${wallText(before.close, zone)}, and window ${after.id} opens at ${wallText(after.open, zone)}.`;
  }
  if (first === last) {
    const window = windowOf(even, last);
    return `${instant} falls into window ${window.id} ${spanText(window, zone, at)}: ${whichId(even, window)}${atAnEnd(window, at)}.`;
  }
  const every = `a new one opens every ${lengthText(even.offset)} and lasts ${lengthText(even.length)}, so it is in ${last - first + 1n} at once`;
  return `${instant} falls into windows ${first} to ${last}: ${listed(even, at, zone)}; ${every}.`;
}

function listed(even: Even, at: bigint, zone: string): string {
  const { first, last } = idsAt(even, at);
  const spans = last - first < BigInt(MOST_LISTED) ? windowsAt(even, at) : [windowOf(even, first), windowOf(even, last)];
  const texts = spans.map((span) => `${span.id} ${spanText(span, zone, at)}`);
  return last - first < BigInt(MOST_LISTED) ? texts.join(", ") : texts.join(" … ");
}

/** Return a window's ends, with the day where it is not the instant's. */
export function spanText(span: Span, zone: string, beside: bigint | null = null): string {
  const day = beside === null ? null : dayOf(beside, zone);
  const write = (us: bigint): string => wallText(us, zone, day === null || dayOf(us, zone) !== day);
  return `[${write(span.open)}, ${write(span.close)})`;
}

function whichId(even: Even, { id }: Span): string {
  if (id === 0n) return "it opens at align_to";
  const [count, unit] = [id < 0n ? -id : id, even.offset === even.length ? "length" : "offset"];
  return `it opens ${count === 1n ? `one ${unit}` : `${count} ${unit}s`} of ${lengthText(even.offset)} ${id > 0n ? "after" : "before"} align_to`;
}

function atAnEnd({ open }: Span, at: bigint): string {
  return at === open ? ", and its first instant belongs to it; the one before has just closed" : "";
}

function pairs(sessions: Sessions, instants: readonly bigint[], zone: string): string[] {
  const ordered = instants.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  if (ordered.length === 1) return [`${wallText(ordered[0] ?? 0n, zone)} alone makes a session; write a second timestamp to see whether it joins.`];
  const sentences = ordered.slice(1).map((at, index) => pair(sessions, ordered[index] ?? at, at, zone));
  const count = sessionsOf(sessions, ordered).length;
  return sentences.length === 0 ? [] : [...sentences, count === 1 ? "All of them make one session." : `Together they make ${count} sessions.`];
}

function pair({ gap }: Sessions, before: bigint, at: bigint, zone: string): string {
  const [apart, write] = [at - before, (us: bigint) => wallText(us, zone, dayOf(us, zone) !== dayOf(before, zone))];
  const how = `${wallText(before, zone)} and ${write(at)} are ${lengthText(apart)} apart`;
  if (apart === gap) return `${how}: exactly the gap, which is still together.`;
  return apart < gap ? `${how}: together, as that is within the gap of ${lengthText(gap)}.` : `${how}: different sessions, as that is more than the gap of ${lengthText(gap)}.`;
}

/** Return a span of time as a person reads it: `1 min 30 s`. */
export function lengthText(us: bigint): string {
  return durationText(writeDuration(us));
}

/** Return what a person may not expect of these windows: gaps, too many, and clocks that are put forward or back. */
export function pitfalls(windower: Windower, from: bigint, zone: string): string[] {
  if (windower.kind === "session") return [];
  return [...holes(windower), ...crowds(windower), ...clockChanges(windower, from, zone)];
}

function holes(even: Even): string[] {
  if (even.offset <= even.length) return [];
  return [`The offset of ${lengthText(even.offset)} is longer than the length of ${lengthText(even.length)}: what comes in the ${lengthText(even.offset - even.length)} between two windows would be lost. Make it at most the length.`];
}

function crowds(even: Even): string[] {
  const count = windowsPerItem(even);
  return count <= MOST_WINDOWS_PER_ITEM ? [] : [`Every item would be in ${count.toLocaleString("en-US")} windows, and ${MOST_WINDOWS_PER_ITEM.toLocaleString("en-US")} are allowed. Make the offset longer or the length shorter.`];
}

function clockChanges(even: Even, from: bigint, zone: string): string[] {
  const shift = zone === UTC ? null : nextShift(zone, from);
  if (shift === null || shift.by % even.offset === 0n) return [];
  const day = dayOf(shift.at, zone);
  const whole = even.offset % DAY === 0n;
  if (!whole && even.offset < 3_600n * SECOND) return [];
  const what = whole
    ? `A length of ${lengthText(even.length)} is ${(even.length / (3_600n * SECOND)).toLocaleString("en-US")} hours: it will not follow local ${localTime(even, from, zone)} over ${day} in ${zone}`
    : `Windows that open every ${lengthText(even.offset)} do not follow local time over ${day} in ${zone}`;
  return [`${what}, when the clocks go ${shift.by > 0n ? "forward" : "back"} by ${lengthText(shift.by < 0n ? -shift.by : shift.by)}. ${afterwards(even, shift.at, zone)}`];
}

/** Return the local time at which a window opens, as people call it. */
function localTime(even: Even, from: bigint, zone: string): string {
  const text = wallText(windowOf(even, idsAt(even, from).last).open, zone, false);
  return text === "00:00:00" ? "midnight" : text;
}

function afterwards(even: Even, shiftAt: bigint, zone: string): string {
  const { last } = idsAt(even, shiftAt - 1n);
  const [was, is] = [last, last + 1n].map((id) => wallText(windowOf(even, id).open, zone, false));
  return even.offset % DAY === 0n ? `Until then they open at ${was}, after it at ${is}.` : "They stay at their hours in UTC.";
}
