/** Actions that add steps and streams. */
import { portsOf } from "../../flow/connect";
import { menuPlace } from "../canvasView";
import { useFlow } from "../flowStore";
import { sceneNow } from "../steps";
import { openDialog } from "../view";
import { startWiring } from "../wiring";
import type { Section } from "./action";
import { needsOneStep } from "./conditions";

export const ADD = {
  quickAdd: { title: "Add a step", keys: ["/"], places: ["canvas"], section: "begin", perform: () => openDialog({ kind: "quick-add", at: menuPlace(), from: null }) },
  addAfter: { title: "Add a step after this one", keys: ["A"], available: needsOneStep, places: ["step"], section: "begin", perform: () => withStep(addAfter) },
  connect: { title: "Connect", keys: ["C"], available: needsOneStep, places: ["step"], section: "begin", perform: () => withStep(startWiring) },
  connectList: { title: "Connect to…", keys: ["Shift+C"], available: needsOneStep, places: ["step"], section: "begin", perform: () => withStep((stepId) => openDialog({ kind: "connect", stepId })) },
} as const satisfies Section;

function withStep(act: (stepId: string) => void): void {
  const [stepId] = useFlow.getState().selection.steps;
  if (stepId !== undefined) act(stepId);
}

/** Offer what takes the step's main output; after a sink, any step. */
function addAfter(stepId: string): void {
  openDialog({ kind: "quick-add", at: null, from: portsOf(sceneNow(), stepId).downs[0] ?? null });
}
