/** Actions that show and hide what is around the canvas. */
import { useLayout } from "../layout";
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
} as const satisfies Section;
