/** What becomes of this flow elsewhere: a revision saved in another tab, or by someone else, seen before the conflict. */
import { create } from "zustand";
import { api } from "../api/client";
import { selectUnsaved, useFlow } from "./flowStore";
import { notify } from "./notices";
import { hearTabs } from "./tab";

export interface Elsewhere {
  flowId: string;
  revision: number;
  where: "tab" | "server";
}

export const useElsewhere = create<{ newest: Elsewhere | null }>(() => ({ newest: null }));

/** How often the server is asked at most when a person comes back to this tab. */
const ASK_AFTER_MS = 5_000;

/** Return the revision that is newer than the one on the screen, or null. */
export function newerRevision(newest = useElsewhere.getState().newest, flow = useFlow.getState()): Elsewhere | null {
  return newest !== null && newest.flowId === flow.flowId && newest.revision > (flow.revision ?? 0) && flow.saving !== "saving" ? newest : null;
}

/** Hear of what is saved elsewhere; returns how to end that. */
export function keepElsewhere(): () => void {
  const stop = hearTabs((told) => note({ flowId: told.flowId, revision: told.revision, where: "tab" }));
  let asked_ms = performance.now();
  const look = (): void => {
    if (document.visibilityState !== "visible" || performance.now() - asked_ms < ASK_AFTER_MS) return;
    asked_ms = performance.now();
    void askServer();
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  return () => {
    stop();
    document.removeEventListener("visibilitychange", look);
    removeEventListener("focus", look);
  };
}

async function askServer(): Promise<void> {
  const { flowId } = useFlow.getState();
  if (flowId === null) return;
  try {
    const { revision } = await api.flow(flowId);
    note({ flowId, revision, where: "server" });
  } catch {
    // Without an answer nothing is known; a save will tell.
  }
}

function note(newest: Elsewhere): void {
  const known = useElsewhere.getState().newest;
  if (known && known.flowId === newest.flowId && known.revision >= newest.revision) return;
  useElsewhere.setState({ newest });
  if (newerRevision(newest) === null) return;
  const rest = selectUnsaved(useFlow.getState()) ? "Your edits are kept; the notice above compares the two." : "The notice above brings it onto the screen.";
  notify("info", elsewhereText(newest), rest);
}

/** Say which revision was saved, and where. */
export function elsewhereText({ revision, where }: Elsewhere): string {
  return `This flow was saved ${where === "tab" ? "in another tab" : "elsewhere"} as revision ${revision}`;
}
