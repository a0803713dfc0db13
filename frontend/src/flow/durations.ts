/** Durations as a document writes them. */

const DURATION = /^(?:\s*\d{1,18}(?:\.\d{1,18})?\s*(?:us|µs|ms|min|s|m|h|d|w)\s*)+$/;

/** Whether a text is a duration above nothing, such as `10s` or `1m 30s`. */
export function isSpan(text: string): boolean {
  return DURATION.test(text) && /[1-9]/.test(text);
}
