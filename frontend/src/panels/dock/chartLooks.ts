/** The looks of a chart's lines: a colour each, and dashes, so that colour is never alone. */

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

export function dashOf(at: number): number[] | null {
  return DASHES[at % DASHES.length] ?? null;
}
