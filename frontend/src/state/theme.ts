/** Light, dark, or as the system has it; kept by the kit, which tells here how to change it. */

export const SCHEMES = ["light", "dark", "auto"] as const;
export type Scheme = (typeof SCHEMES)[number];

interface Theme {
  now: () => Scheme;
  set: (scheme: Scheme) => void;
}

let theme: Theme = { now: () => "auto", set: () => undefined };

export function provideTheme(provided: Theme): void {
  theme = provided;
}

export function schemeNow(): Scheme {
  return theme.now();
}

export function setScheme(scheme: Scheme): void {
  theme.set(scheme);
}
