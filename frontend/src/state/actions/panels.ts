/** Actions that show and hide what is around the canvas. */
import { useLayout } from "../layout";
import { focusRegion, nextRegion } from "../regions";
import { togglePreview, toggleWide, usePreview } from "../preview";
import type { Section } from "./action";

export const PANELS = {
  paletteShown: {
    title: "Left side", keys: ["Mod+B"], inFields: true,
    on: () => useLayout.getState().paletteOpen,
    perform: () => useLayout.setState(({ paletteOpen }) => ({ paletteOpen: !paletteOpen })),
  },
  outline: {
    title: "Outline", keys: ["Shift+O"],
    on: () => useLayout.getState().paletteOpen && useLayout.getState().leftTab === "outline",
    perform: () => showLeft("outline"),
  },
  operators: {
    title: "Operators", keys: ["Shift+P"],
    on: () => useLayout.getState().paletteOpen && useLayout.getState().leftTab === "palette",
    perform: () => showLeft("palette"),
  },
  nextRegion: { title: "Go to the next region", keys: ["F6"], inFields: true, perform: () => nextRegion(1) },
  previousRegion: { title: "Go to the region before", keys: ["Shift+F6"], inFields: true, perform: () => nextRegion(-1) },
  dockShown: {
    title: "Dock", keys: ["Mod+J"], inFields: true,
    on: () => useLayout.getState().dockOpen,
    perform: () => useLayout.setState(({ dockOpen }) => ({ dockOpen: !dockOpen })),
  },
  previewShown: { title: "Preview while editing", keys: [], on: () => usePreview.getState().on, perform: togglePreview },
  previewWide: { title: "Preview beside the settings", keys: [], on: () => usePreview.getState().wide, perform: toggleWide },
} as const satisfies Section;

/** Show it on the left side and put the focus into it. */
function showLeft(leftTab: "palette" | "outline"): void {
  useLayout.setState({ paletteOpen: true, leftTab });
  // It is drawn first.
  requestAnimationFrame(() => focusRegion("left"));
}
