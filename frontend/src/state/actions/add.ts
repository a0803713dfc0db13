/** Actions that add steps and streams. */
import { useFlow } from "../flowStore";
import { openDialog } from "../view";
import type { Section } from "./action";
import { needsOneStep } from "./conditions";

export const ADD = {
  quickAdd: { title: "Add a step", keys: ["/"], places: ["canvas"], perform: () => openDialog({ kind: "quick-add", at: null, from: null }) },
  connect: { title: "Connect to…", keys: ["C"], available: needsOneStep, places: ["step"], perform: connectSelected },
} as const satisfies Section;

function connectSelected(): void {
  const [stepId] = useFlow.getState().selection.steps;
  if (stepId !== undefined) openDialog({ kind: "connect", stepId });
}
