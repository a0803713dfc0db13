/** Actions that change how the flow is looked at. */
import { findNext, openFind } from "../finding";
import { useLayout } from "../layout";
import { nextProblem } from "../problems";
import { schemeNow, setScheme } from "../theme";
import { arrangeSteps } from "../steps";
import { fitFlow } from "../view";
import { walkTo } from "../walking";
import type { Section } from "./action";
import { needsSteps } from "./conditions";

export const VIEW = {
  arrange: { title: "Arrange steps", keys: ["Shift+A"], available: needsSteps, places: ["menu", "canvas", "several"], section: "look", perform: arrangeSteps },
  fit: { title: "Show the whole flow", keys: ["Shift+1"], available: needsSteps, places: ["canvas"], section: "look", perform: fitFlow },
  find: { title: "Find in the flow", keys: ["Mod+F"], inFields: true, places: ["menu"], perform: openFind },
  findNext: { title: "Find next", keys: ["F3"], inFields: true, available: needsSteps, perform: () => findNext(1) },
  findPrevious: { title: "Find previous", keys: ["Shift+F3"], inFields: true, available: needsSteps, perform: () => findNext(-1) },
  nextProblem: { title: "Go to the next problem", keys: ["F8"], inFields: true, available: needsSteps, perform: () => nextProblem(1) },
  previousProblem: { title: "Go to the problem before", keys: ["Shift+F8"], inFields: true, available: needsSteps, perform: () => nextProblem(-1) },
  walkDown: { title: "Go to the step downstream", keys: ["Alt+ArrowRight"], available: needsSteps, perform: () => walkTo("down") },
  walkUp: { title: "Go to the step upstream", keys: ["Alt+ArrowLeft"], available: needsSteps, perform: () => walkTo("up") },
  walkAfter: { title: "Go to the step below", keys: ["Alt+ArrowDown"], available: needsSteps, perform: () => walkTo("after") },
  walkBefore: { title: "Go to the step above", keys: ["Alt+ArrowUp"], available: needsSteps, perform: () => walkTo("before") },
  map: { title: "Map of the flow", keys: [], on: () => useLayout.getState().mapOpen, perform: () => useLayout.setState(({ mapOpen }) => ({ mapOpen: !mapOpen })) },
  themeLight: { title: "Theme: light", keys: [], on: () => schemeNow() === "light", perform: () => setScheme("light") },
  themeDark: { title: "Theme: dark", keys: [], on: () => schemeNow() === "dark", perform: () => setScheme("dark") },
  themeSystem: { title: "Theme: as the system", keys: [], on: () => schemeNow() === "auto", perform: () => setScheme("auto") },
} as const satisfies Section;
