/** The page's colours, for what is drawn by hand on the canvas. */
const NAMES = [
  "canvas", "surface", "hairline-strong", "text", "accent", "stream", "late", "meta", "bad", "watermark", "error", "error-soft", "warning", "warning-soft",
] as const;

export type Tokens = Readonly<Record<(typeof NAMES)[number], string>>;

export function tokensOfPage(): Tokens {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--tg-${name}`).trim()])) as Tokens;
}
