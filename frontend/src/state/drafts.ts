/** Drafts: what was not saved yet, kept in this browser, so that a closed tab loses nothing. */
import type { Flow } from "../api/types";
import { readFlow } from "../flow/transfer";
import { selectUnsaved, useFlow, type FlowState } from "./flowStore";

const PAUSE_MS = 300;
const key = (flowId: string | null): string => `tidegate.draft.${flowId ?? "new"}`;

export interface Draft {
  flow: Flow;
  /** The revision it began from; null for a flow that was never saved. */
  revision: number | null;
}

/** Return the draft of a flow, or null; a draft that cannot be read is left where it is. */
export function readDraft(flowId: string | null): Draft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key(flowId)) ?? "null") as { flow: unknown; revision: unknown } | null;
    if (kept === null) return null;
    const read = readFlow(JSON.stringify(kept.flow));
    if (!read.ok) return null;
    return { flow: read.flow, revision: typeof kept.revision === "number" ? kept.revision : null };
  } catch {
    return null;
  }
}

export function dropDraft(flowId: string | null): void {
  withStorage((storage) => storage.removeItem(key(flowId)));
}

function writeDraft(state: FlowState): void {
  const draft: Draft = { flow: state.history.present, revision: state.revision };
  withStorage((storage) => {
    if (selectUnsaved(state)) storage.setItem(key(state.flowId), JSON.stringify(draft));
    else storage.removeItem(key(state.flowId));
  });
}

/** Keep the draft of the flow on the screen up to date; returns how to end that. */
export function keepDrafts(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    writeDraft(useFlow.getState());
  };
  const flush = (): void => {
    if (timer !== undefined) write();
  };
  const stop = useFlow.subscribe((state, before) => {
    // Another flow came on the screen: what is pending belongs to the one before it.
    if (state.flowId !== before.flowId && timer !== undefined) {
      clearTimeout(timer);
      timer = undefined;
      if (before.flowId !== null) writeDraft(before);
    }
    if (state.history.present === before.history.present && state.saved === before.saved) return;
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE_MS);
  });
  addEventListener("pagehide", flush);
  return () => {
    flush();
    stop();
    removeEventListener("pagehide", flush);
  };
}

/** Storage may be full or forbidden; a draft is a kindness and must not stop the work. */
function withStorage(use: (storage: Storage) => void): void {
  try {
    use(localStorage);
  } catch {
    // Nothing to do: saving to the server still works and is what counts.
  }
}
