/**
 * Durations and instants as the engine reads and writes them: whole microseconds, exact, whatever the size.
 *
 * A microsecond of the year 9999 does not fit a number, so they are big integers. What cannot be read is said in words.
 */

/** What a text means, or why it means nothing. */
export type Read = { readonly us: bigint } | { readonly wrong: string };

export const SECOND = 1_000_000n;
export const [MINUTE, HOUR, DAY] = [60n * SECOND, 3_600n * SECOND, 86_400n * SECOND];
const UNITS_US: Readonly<Record<string, bigint>> = {
  us: 1n, "µs": 1n, ms: 1_000n, s: SECOND, m: MINUTE, min: MINUTE, h: HOUR, d: DAY, w: 7n * DAY,
};
const PART = /^\s*(\d+)(?:\.(\d+))?\s*(us|µs|ms|min|s|m|h|d|w)\s*/;
const WRITTEN: readonly (readonly [unit: string, us: bigint])[] = [["d", DAY], ["h", HOUR], ["m", MINUTE], ["s", SECOND], ["ms", 1_000n], ["us", 1n]];
const MAX_DURATION_US = 10_000n * 366n * DAY;

/** Return the microseconds that text such as `10s`, `1m 30s` or `250ms` means. */
export function readDuration(text: string): Read {
  const trimmed = text.trim();
  const negative = trimmed.startsWith("-");
  let rest = negative ? trimmed.slice(1) : trimmed;
  if (rest.trim() === "") return { wrong: "Write a duration, such as 10s, 1m 30s or 250ms." };
  let total = 0n;
  while (rest !== "") {
    const part = PART.exec(rest);
    const us = part === null ? null : wholeUs(part[1] ?? "", part[2] ?? "", UNITS_US[part[3] ?? ""] ?? 0n);
    if (part === null || us === null) return { wrong: whyNoDuration(rest, part !== null) };
    total += us;
    rest = rest.slice(part[0].length);
  }
  if (total > MAX_DURATION_US) return { wrong: "That is longer than ten thousand years." };
  return { us: negative ? -total : total };
}

/** Return the microseconds of a number of units; null when they are not whole, so that nothing is rounded in silence. */
function wholeUs(whole: string, fraction: string, unit: bigint): bigint | null {
  if (whole.length > 18 || fraction.length > 18) return null;
  const [count, scale] = [BigInt(whole + fraction) * unit, 10n ** BigInt(fraction.length)];
  return count % scale === 0n ? count / scale : null;
}

function whyNoDuration(rest: string, fits: boolean): string {
  if (fits) return `'${rest.trim().slice(0, 40)}' is finer than a microsecond, or too long to be one.`;
  const number = /^\s*\d+(?:\.\d+)?\s*$/.exec(rest);
  if (number !== null) return `${rest.trim()} what? Add a unit: us, ms, s, m, h, d or w.`;
  return `'${rest.trim().slice(0, 40)}' is no number with a unit. Write 10s, 1m 30s or 250ms.`;
}

/** Return a duration as the engine writes it: `1m 30s`. Reading it back gives the same. */
export function writeDuration(us: bigint): string {
  if (us === 0n) return "0s";
  const parts: string[] = [];
  let rest = us < 0n ? -us : us;
  for (const [unit, size] of WRITTEN) {
    if (rest >= size) parts.push(`${rest / size}${unit}`);
    rest %= size;
  }
  return (us < 0n ? "-" : "") + parts.join(" ");
}

const DATE = /^(\d{4})-?(\d\d)-?(\d\d)/;
const CLOCK = /^(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?/;
const ZONE = /^(?:Z|([+-])(\d\d)(?::?(\d\d)(?::?(\d\d))?)?)$/;

/** Return the microseconds since 1970 in UTC of ISO 8601 text with a zone. */
export function readInstant(text: string): Read {
  const day = DATE.exec(text);
  if (day === null) return { wrong: "Write a time as ISO 8601, such as 2022-01-01T00:00:00Z." };
  const clock = CLOCK.exec(text.slice(day[0].length + 1));
  const dayUs = daysSince1970(Number(day[1]), Number(day[2]), Number(day[3]));
  if (dayUs === null) return { wrong: `There is no day ${day[0]}.` };
  if (clock === null) return text.length === day[0].length ? { wrong: NAIVE } : { wrong: "Write the time of day as 10:30:00, and the zone behind it." };
  const [hour, minute, second] = [clock[1], clock[2], clock[3]].map((part) => Number(part ?? 0)) as [number, number, number];
  if (hour > 23 || minute > 59 || second > 59) return { wrong: `There is no time ${clock[0]}.` };
  const fraction = clock[4] ?? "";
  if (fraction.length > 6) return { wrong: "That is finer than a microsecond: write at most six decimals." };
  const zoneText = text.slice(day[0].length + 1 + clock[0].length);
  if (zoneText === "") return { wrong: NAIVE };
  const zone = ZONE.exec(zoneText);
  if (zone === null) return { wrong: `'${zoneText.slice(0, 40)}' is no zone: write Z for UTC, or an offset such as +01:00.` };
  const here = BigInt(hour) * HOUR + BigInt(minute) * MINUTE + BigInt(second) * SECOND + BigInt(fraction.padEnd(6, "0"));
  return { us: dayUs * DAY + here - offsetUs(zone) };
}

const NAIVE = "Which zone? Add Z for UTC, or an offset such as +01:00: a time without a zone is another instant everywhere.";

function offsetUs(zone: RegExpExecArray): bigint {
  const [hours, minutes, seconds] = [zone[2], zone[3], zone[4]].map((part) => BigInt(part ?? 0)) as [bigint, bigint, bigint];
  const us = hours * HOUR + minutes * MINUTE + seconds * SECOND;
  return zone[1] === "-" ? -us : us;
}

function daysSince1970(year: number, month: number, day: number): bigint | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const there = year > 0 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return there ? BigInt(date.getTime()) / 86_400_000n : null;
}

/** Return an instant as the engine writes it: `2022-01-01T00:00:00.25Z` has six decimals, a whole second none. */
export function writeInstant(us: bigint): string {
  const seconds = floorDiv(us, SECOND);
  const date = new Date(Number(seconds) * 1_000);
  if (Number.isNaN(date.getTime())) return `${us} us`;
  const fraction = us - seconds * SECOND;
  const text = date.toISOString().replace(/\.000Z$/, "");
  return `${text}${fraction === 0n ? "" : `.${String(fraction).padStart(6, "0")}`}Z`;
}

/** Return the quotient rounded down, as the engine divides. */
export function floorDiv(one: bigint, other: bigint): bigint {
  const quotient = one / other;
  return one % other !== 0n && one < 0n !== other < 0n ? quotient - 1n : quotient;
}

/** Return the microseconds of a text that was written by the engine; null for null and for other text. */
export function instantUs(text: string | null): bigint | null {
  const read = text === null ? null : readInstant(text);
  return read !== null && "us" in read ? read.us : null;
}

/** Return the microseconds of a duration that was written by the engine; null for null and for other text. */
export function durationUs(text: string | null): bigint | null {
  const read = text === null ? null : readDuration(text);
  return read !== null && "us" in read ? read.us : null;
}
