/** Actions that show and hide what is around the canvas. */
import { useLayout } from "../layout";
import { togglePreview, toggleWide, usePreview } from "../preview";
import type { Section } from "./action";

export const PANELS = {
  paletteShown: {
    title: "Left side", keys: ["Mod+B"], inFields: true,
    on: () => useLayout.getState().paletteOpen,
    perform: () => useLayout.setState(({ paletteOpen }) => ({ paletteOpen: !paletteOpen })),
  },
  dockShown: {
    title: "Dock", keys: ["Mod+J"], inFields: true,
    on: () => useLayout.getState().dockOpen,
    perform: () => useLayout.setState(({ dockOpen }) => ({ dockOpen: !dockOpen })),
  },
  previewShown: { title: "Preview while editing", keys: [], on: () => usePreview.getState().on, perform: togglePreview },
  previewWide: { title: "Preview beside the settings", keys: [], on: () => usePreview.getState().wide, perform: toggleWide },
} as const satisfies Section;
