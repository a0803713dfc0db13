/** How long ago something was, as a person says it. */

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [["day", 86_400], ["hour", 3_600], ["minute", 60]];
const WORDS = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** Return "3 minutes ago"; a date when it is more than a week past. */
export function ago(atMs: number, nowMs = Date.now()): string {
  const seconds = (nowMs - atMs) / 1000;
  if (seconds > 7 * 86_400) return new Date(atMs).toLocaleDateString("en", { dateStyle: "medium" });
  for (const [unit, size] of UNITS) {
    if (seconds >= size) return WORDS.format(-Math.floor(seconds / size), unit);
  }
  return "just now";
}
