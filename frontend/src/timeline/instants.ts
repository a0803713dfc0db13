/**
 * Instants and spans as numbers of microseconds, and as text.
 *
 * Microseconds since 1970 are exact in a double from the year 1684 to 2255; further away they are rounded to 32 µs.
 */

const US_PER_DAY = 86_400_000_000;
const UNITS_US: Readonly<Record<string, number>> = {
  us: 1, ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000, d: US_PER_DAY,
};
const PART = /(\d+)(us|ms|[dhms])/g;
const ZERO = 48;

/** The day that was read last: neighbours share it. */
const lastDay = { text: "", us: 0 };

/** Return the microseconds since 1970 of an instant as the server writes it; not-a-number for anything else. */
export function instantUs(value: unknown): number {
  if (typeof value !== "string" || value.length < 19) return Number.NaN;
  const clock_s = two(value, 11) * 3_600 + two(value, 14) * 60 + two(value, 17);
  return dayUs(value) + clock_s * 1_000_000 + fractionUs(value);
}

function dayUs(text: string): number {
  const day = text.slice(0, 10);
  if (day !== lastDay.text) {
    lastDay.us = Date.parse(`${day}T00:00:00Z`) * 1_000;
    lastDay.text = day;
  }
  return lastDay.us;
}

function two(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}

/** Digits behind the point, as microseconds: up to six, and then the zone. */
function fractionUs(text: string): number {
  if (text.charAt(19) !== ".") return 0;
  let [us, unit] = [0, 100_000];
  for (let at = 20; unit >= 1; at += 1, unit /= 10) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    us += digit * unit;
  }
  return us;
}

/** Return the microseconds of a duration as a run tells it, such as `1m 30s`; not-a-number when it is none. */
export function durationUs(value: unknown): number {
  if (typeof value !== "string") return Number.NaN;
  let [total, found] = [0, false];
  for (const [, count = "", unit = ""] of value.matchAll(PART)) {
    total += Number(count) * (UNITS_US[unit] ?? Number.NaN);
    found = true;
  }
  return found ? (value.startsWith("-") ? -total : total) : Number.NaN;
}

/** Return a span as a person says it, exact: `1 min 30.25 s`. */
export function spanText(us: number): string {
  if (us < 0) return `−${spanText(-us)}`;
  if (us > 0 && us < 1_000) return `${us} µs`;
  if (us > 0 && us < 1_000_000) return `${us / 1_000} ms`;
  const parts: string[] = [];
  let rest = us;
  for (const [unit, word] of [["d", "d"], ["h", "h"], ["m", "min"]] as const) {
    const count = Math.floor(rest / (UNITS_US[unit] as number));
    rest -= count * (UNITS_US[unit] as number);
    if (count > 0) parts.push(`${count} ${word}`);
  }
  if (rest > 0 || parts.length === 0) parts.push(`${rest / 1_000_000} s`);
  return parts.join(" ");
}

export type Zone = "utc" | "local";

/** Return an instant in a zone: `10:00:03.25`, or with its day. */
export function instantText(us: number, zone: Zone, withDay: boolean): string {
  const day = dayText(us, zone);
  if (day === "") return "–";
  const clock = `${clockText(us, zone)}${fractionText(us)}`;
  return withDay ? `${day} ${clock}` : clock;
}

/** Return an instant as the server writes it, in UTC. */
export function instantIso(us: number): string {
  return Number.isFinite(us) ? `${dayText(us, "utc")}T${clockText(us, "utc")}${fractionText(us)}Z` : "";
}

/** Return the day of an instant: `2022-01-01`. */
export function dayText(us: number, zone: Zone): string {
  return Math.abs(us) <= 8.64e18 ? shifted(us, zone).toISOString().slice(0, 10) : "";
}

/** Return the hours, minutes and seconds of an instant: `10:00:03`. */
export function clockText(us: number, zone: Zone): string {
  return shifted(us, zone).toISOString().slice(11, 19);
}

function fractionText(us: number): string {
  const fraction = ((us % 1_000_000) + 1_000_000) % 1_000_000;
  return fraction === 0 ? "" : `.${String(Math.round(fraction)).padStart(6, "0").replace(/0+$/, "")}`;
}

/** A date whose UTC reading is what the zone's clocks show. */
function shifted(us: number, zone: Zone): Date {
  return new Date(Math.floor(us / 1_000) + zoneOffset_ms(us, zone));
}

/** Return how far a zone's clocks are ahead of UTC then. */
export function zoneOffset_ms(us: number, zone: Zone): number {
  return zone === "utc" ? 0 : -new Date(Math.floor(us / 1_000)).getTimezoneOffset() * 60_000;
}

/** Return what the zone is called: `UTC`, or its difference from it. */
export function zoneName(us: number, zone: Zone): string {
  if (zone === "utc") return "UTC";
  const minutes = zoneOffset_ms(us, zone) / 60_000;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? "−" : "+"}${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}
