/**
 * How the screen is divided, remembered in this browser.
 *
 * In a small window the dock and the left side are folded, so that the flow is seen; they open there when they are
 * asked for, which is not remembered, and are as they were when the window is large again.
 */
import { create } from "zustand";

const KEY = "tidegate.layout";

interface Layout {
  dockHeight: number;
  dockOpen: boolean;
  paletteOpen: boolean;
  /** What the left side shows. */
  leftTab: "palette" | "outline";
  mapOpen: boolean;
}

/** A third of the screen, within what a table and a picture can use. */
const third = (height: number): number => Math.round(Math.min(360, Math.max(220, height / 3)));

const DEFAULT: Layout = { dockHeight: third(globalThis.innerHeight ?? 900), dockOpen: true, paletteOpen: true, leftTab: "palette", mapOpen: true };

/** A window that is shorter or narrower, in pixels, has no room for everything; the width is also in the style sheets. */
const [SHORT, NARROW] = [560, 900];

let crowded = crowdedNow();

export const useLayout = create<Layout>(() => ({ ...DEFAULT, ...remembered(), ...folded(crowded) }));

globalThis.addEventListener?.("resize", () => {
  const now = crowdedNow();
  if (now.short === crowded.short && now.narrow === crowded.narrow) return;
  crowded = now;
  useLayout.setState({ ...DEFAULT, ...remembered(), ...folded(now) });
});

function crowdedNow(): { short: boolean; narrow: boolean } {
  return { short: globalThis.innerHeight < SHORT, narrow: globalThis.innerWidth < NARROW };
}

function folded({ short, narrow }: typeof crowded): Partial<Layout> {
  return { ...(short ? { dockOpen: false, mapOpen: false } : {}), ...(narrow ? { paletteOpen: false } : {}) };
}

useLayout.subscribe((layout) => {
  try {
    const kept = { ...DEFAULT, ...remembered() };
    const passing = Object.fromEntries(Object.keys(folded(crowded)).map((field) => [field, kept[field as keyof Layout]]));
    localStorage.setItem(KEY, JSON.stringify({ ...layout, ...passing }));
  } catch {
    // Not remembered, then: the layout still holds until the tab is closed.
  }
});

function remembered(): Partial<Layout> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Partial<Layout>) : {};
  } catch {
    return {};
  }
}
