/** Instants and durations as a person reads them: short in a row of their kind, exact on demand. */

const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|[+-]00:?00)?$/;
const PART = /(\d+)(us|µs|ms|min|[wdhms])/g;
const UNIT_WORDS: Readonly<Record<string, string>> = { us: "µs", m: "min" };
const UNIT_MS: Readonly<Record<string, number>> = {
  us: 0.001, "µs": 0.001, ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000,
};

/** Return an instant without its day (`00:00:03.25`), or with it when `withDay`; other text as it is. */
export function timeText(instant: string, withDay: boolean): string {
  const parts = INSTANT.exec(instant);
  if (parts === null) return instant;
  const [, day, clock, fraction = ""] = parts;
  const digits = fraction.replace(/0+$/, "");
  return `${withDay ? `${day} ` : ""}${clock}${digits && `.${digits}`}`;
}

/** Whether all of these instants fall on one day in UTC; what is no instant does not count. */
export function onOneDay(instants: Iterable<string | null>): boolean {
  let first: string | undefined;
  for (const instant of instants) {
    const day = instant === null ? undefined : INSTANT.exec(instant)?.[1];
    if (day === undefined) continue;
    first ??= day;
    if (day !== first) return false;
  }
  return true;
}

/** Return the milliseconds since 1970 of an instant, microseconds as decimals; null for other text. */
export function instantMs(instant: string | null): number | null {
  const parts = instant === null ? null : INSTANT.exec(instant);
  if (parts === null) return null;
  const seconds = Date.parse(`${parts[1]}T${parts[2]}Z`);
  return Number.isNaN(seconds) ? null : seconds + Number(`0.${parts[3] ?? "0"}`) * 1_000;
}

/** Return a duration such as `1m 30s 250ms` as a person writes it: `1 min 30.25 s`. Nothing is rounded. */
export function durationText(duration: string): string {
  const parts = [...duration.matchAll(PART)].map(([, count = "", unit = ""]) => ({ count, unit }));
  if (parts.length === 0) return duration;
  const whole = parts.filter(({ unit }) => !SMALL.includes(unit));
  const small = withDecimals(parts.filter(({ unit }) => SMALL.includes(unit)));
  const words = whole.map(({ count, unit }) => `${count} ${UNIT_WORDS[unit] ?? unit}`);
  return (duration.startsWith("-") ? "-" : "") + [...words, ...small].join(" ");
}

const SMALL: readonly string[] = ["s", "ms", "us", "µs"];

/** Return seconds and less as one figure in the largest unit there is: `9.5 s`, `1.003 ms`. */
function withDecimals(parts: readonly { readonly count: string; readonly unit: string }[]): string[] {
  const [first, ...rest] = parts;
  if (first === undefined) return [];
  const counts = new Map(rest.map(({ count, unit }) => [unit.replace("µ", "u"), count.padStart(3, "0")]));
  const decimals = (first.unit === "s" ? (counts.get("ms") ?? "000") : "") + (counts.get("us") ?? "000");
  const digits = rest.length === 0 ? "" : decimals.replace(/0+$/, "");
  return [`${first.count}${digits && `.${digits}`} ${UNIT_WORDS[first.unit] ?? first.unit}`];
}

/** Return a duration by its largest units: `2 h 5 min`, `357,206 d`. */
export function roughDuration(duration: string): string {
  const [first, second] = [...duration.matchAll(PART)];
  if (first === undefined) return duration;
  const words = ([, count = "", unit = ""]: RegExpMatchArray) => `${Number(count).toLocaleString("en-US")} ${UNIT_WORDS[unit] ?? unit}`;
  const both = second !== undefined && Number(first[1]) < 10;
  return `${duration.startsWith("-") ? "-" : ""}${words(first)}${both ? ` ${words(second)}` : ""}`;
}

/** Return a span in milliseconds as a duration that `roughDuration` takes. */
export function spanText(span_ms: number): string {
  const parts: string[] = [];
  let rest = Math.round(Math.abs(span_ms));
  for (const unit of ["d", "h", "m", "s", "ms"]) {
    const size = UNIT_MS[unit] ?? 1;
    if (rest >= size) parts.push(`${Math.floor(rest / size)}${unit}`);
    rest %= size;
  }
  return (span_ms < 0 ? "-" : "") + (parts.join(" ") || "0s");
}

/** Return the milliseconds of a duration such as `1m 30s`. */
export function durationMs(duration: string): number {
  let total = 0;
  for (const [, count, unit] of duration.matchAll(PART)) total += Number(count) * (UNIT_MS[unit ?? ""] ?? 0);
  return duration.startsWith("-") ? -total : total;
}
