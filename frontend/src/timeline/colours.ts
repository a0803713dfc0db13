/** The colours of the picture, as the page's tokens give them. */
export interface Colours {
  readonly surface: string;
  readonly sunken: string;
  readonly hairline: string;
  readonly strong: string;
  readonly text: string;
  readonly muted: string;
  readonly faint: string;
  readonly accent: string;
  readonly onTime: string;
  readonly late: string;
  readonly window: string;
  readonly watermark: string;
}

/** Return the colours, given how to read a token such as `--tg-late`. */
export function coloursFrom(token: (name: string) => string): Colours {
  const read = (name: string): string => token(`--tg-${name}`).trim();
  return {
    surface: read("surface"), sunken: read("sunken"), hairline: read("hairline"), strong: read("hairline-strong"),
    text: read("text"), muted: read("muted"), faint: read("faint"), accent: read("accent"),
    onTime: read("ontime"), late: read("late"), window: read("window"), watermark: read("watermark"),
  };
}

/** Return a colour such as `#cc3f2a` as pixels have it: 0xBBGGRR. */
export function pixelColour(hex: string): number {
  const value = Number.parseInt(hex.slice(1), 16);
  return ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16);
}

/** Return a colour with this much of it, from 0 to 1. */
export function faded(hex: string, alpha: number): string {
  return `${hex}${Math.round(alpha * 255).toString(16).padStart(2, "0")}`;
}
