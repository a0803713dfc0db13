/** How the screen is divided, remembered in this browser. */
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

export const useLayout = create<Layout>(() => ({ ...DEFAULT, ...remembered() }));

useLayout.subscribe((layout) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(layout));
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
