/** Actions that change how the flow is looked at. */
import { useLayout } from "../layout";
import { arrangeSteps } from "../steps";
import { fitFlow } from "../view";
import type { Section } from "./action";
import { needsSteps } from "./conditions";

export const VIEW = {
  arrange: { title: "Arrange steps", keys: ["Shift+A"], available: needsSteps, places: ["menu", "canvas"], perform: arrangeSteps },
  fit: { title: "Show the whole flow", keys: ["Shift+1"], available: needsSteps, places: ["canvas"], perform: fitFlow },
  map: { title: "Map of the flow", keys: [], on: () => useLayout.getState().mapOpen, perform: () => useLayout.setState(({ mapOpen }) => ({ mapOpen: !mapOpen })) },
} as const satisfies Section;
