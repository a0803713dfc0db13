/** The looks of a chart's lines: a colour each, and dashes, so that colour is never alone. */

import type { Series } from "../../run/series";

const COLOURS = ["--tg-accent", "--tg-watermark", "--tg-window", "--tg-bad", "--tg-text", "--tg-ok", "--tg-late", "--tg-muted", "--tg-faint"];
const DASHES: readonly (number[] | null)[] = [null, [6, 3], [2, 3], [8, 3, 2, 3]];

/** Return what a token of the look stands for now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Return how to find the colour of the line with that number. */
export function lineColours(): (at: number) => string {
  const colours = COLOURS.map(token);
  return (at) => colours[at % colours.length] as string;
}

/** Return the token of a line's colour, for what is drawn by the style sheet. */
export function colourToken(at: number): string {
  return `var(${COLOURS[at % COLOURS.length]})`;
}

export function lineDash(at: number): number[] | null {
  return DASHES[at % DASHES.length] ?? null;
}

/** Above so many points dashes would only be a blur, and slow to draw: the table beside tells the lines apart. */
const MOST_DASHED = 2_000;

export function isDashed(series: Series): boolean {
  return series.xs.length * series.lines.length <= MOST_DASHED;
}

/** Return how instants are written along a chart that has one every `step` milliseconds: no finer than they differ. */
export function instantsText(instants: readonly number[], step: number): string[] {
  const [from, to] = step >= 86_400_000 ? [5, 10] : step >= 60_000 ? [11, 16] : step >= 1_000 ? [11, 19] : [11, 23];
  return instants.map((instant) => new Date(instant).toISOString().slice(from, to));
}
