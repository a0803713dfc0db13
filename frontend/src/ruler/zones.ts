/** Instants on the clocks of a time zone, and when those clocks are put forward or back. */
import { DAY, floorDiv, SECOND, writeInstant } from "../flow/micros";
import { timeText } from "../run/timeText";

export const UTC = "UTC";

/** Outside of these years the rules of zones are history or guesses; the nearest of them is taken. */
const [EARLIEST, LATEST] = [-2_208_988_800n * SECOND, 7_258_118_400n * SECOND];

/** When the clocks of a zone change, and by how much. */
export interface Shift {
  readonly at: bigint;
  readonly by: bigint;
}

/** Return the zone of the person at the screen. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || UTC;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const parts = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const;
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", calendar: "gregory", ...parts });
  formats.set(zone, format);
  return format;
}

/** Return how far the clocks of a zone are ahead of UTC at an instant. */
export function offsetAt(zone: string, us: bigint): bigint {
  if (zone === UTC) return 0n;
  const within = us < EARLIEST ? EARLIEST : us > LATEST ? LATEST : us;
  const seconds = floorDiv(within, SECOND);
  const parts = Object.fromEntries(formatOf(zone).formatToParts(Number(seconds) * 1_000).map(({ type, value }) => [type, Number(value)]));
  const wall = Date.UTC(parts["year"] ?? 0, (parts["month"] ?? 1) - 1, parts["day"], parts["hour"], parts["minute"], parts["second"]);
  return (BigInt(wall) / 1_000n - seconds) * SECOND;
}

/** Return an instant as the clocks of a zone show it: `2022-01-01 10:04:12.5`, or without the day. */
export function wallText(us: bigint, zone: string, withDay = true): string {
  return timeText(writeInstant(us + offsetAt(zone, us)), withDay);
}

/** Return the day on which an instant falls in a zone: `2022-01-01`. */
export function dayOf(us: bigint, zone: string): string {
  return writeInstant(us + offsetAt(zone, us)).slice(0, "2022-01-01".length);
}

/** Return the instant of this day's midnight in a zone. */
export function midnightOf(us: bigint, zone: string): bigint {
  const wall = us + offsetAt(zone, us);
  const midnight = floorDiv(wall, DAY) * DAY;
  const guess = midnight - offsetAt(zone, us);
  return midnight - offsetAt(zone, guess);
}

/** Return an offset as it is written: `+02:00`, `Z`. */
export function offsetText(offset: bigint): string {
  if (offset === 0n) return "Z";
  const minutes = (offset < 0n ? -offset : offset) / (60n * SECOND);
  const two = (count: bigint): string => String(count).padStart(2, "0");
  return `${offset < 0n ? "-" : "+"}${two(minutes / 60n)}:${two(minutes % 60n)}`;
}

/** Return the next time that the clocks of a zone change, looking a year and a bit ahead; null when they do not. */
export function nextShift(zone: string, from: bigint): Shift | null {
  if (zone === UTC) return null;
  const before = offsetAt(zone, from);
  for (let days = 8n; days <= 400n; days += 8n) {
    const after = offsetAt(zone, from + days * DAY);
    if (after !== before) return { at: whenChanged(zone, from + (days - 8n) * DAY, from + days * DAY), by: after - before };
  }
  return null;
}

function whenChanged(zone: string, from: bigint, to: bigint): bigint {
  const before = offsetAt(zone, from);
  let [low, high] = [floorDiv(from, SECOND), floorDiv(to, SECOND)];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (offsetAt(zone, middle * SECOND) === before) low = middle;
    else high = middle;
  }
  return high * SECOND;
}
