/** Drafts: what was not saved yet, kept in this browser, so that a closed tab loses nothing. */
import type { Flow } from "../api/types";
import { isRecord } from "../flow/edits";
import { readFlow } from "../flow/transfer";
import { selectUnsaved, useFlow, type FlowState } from "./flowStore";

const PAUSE_MS = 300;
const PREFIX = "tidegate.draft.";

export interface Draft {
  slot: string;
  flow: Flow;
  /** The revision it began from; null for a flow that was never saved. */
  revision: number | null;
  /** When it was last changed, in milliseconds since 1970. */
  atMs: number;
}

/** Return a slot for a flow that has not been saved yet. */
export function freshSlot(): string {
  return `new-${Date.now().toString(36)}`;
}

/** Return the draft kept in a slot, or null; a draft that cannot be read is left where it is. */
export function readDraft(slot: string): Draft | null {
  const kept = withStorage((storage) => JSON.parse(storage.getItem(PREFIX + slot) ?? "null") as unknown);
  if (!isRecord(kept)) return null;
  const read = readFlow(JSON.stringify(kept["flow"]));
  if (!read.ok) return null;
  const { revision, atMs } = kept;
  return {
    slot,
    flow: read.flow,
    revision: typeof revision === "number" ? revision : null,
    atMs: typeof atMs === "number" ? atMs : 0,
  };
}

/** Return the drafts of flows that were never saved, the last changed first. */
export function unsavedDrafts(): Draft[] {
  const keys = withStorage((storage) => Object.keys(storage)) ?? [];
  return keys
    .filter((key) => key.startsWith(`${PREFIX}new-`))
    .map((key) => readDraft(key.slice(PREFIX.length)))
    .filter((draft) => draft !== null)
    .toSorted((one, other) => other.atMs - one.atMs);
}

export function dropDraft(slot: string): void {
  withStorage((storage) => storage.removeItem(PREFIX + slot));
}

function writeDraft(state: FlowState): void {
  const { slot, revision } = state;
  const draft: Draft = { slot, flow: state.history.present, revision, atMs: Date.now() };
  withStorage((storage) => {
    if (selectUnsaved(state)) storage.setItem(PREFIX + slot, JSON.stringify(draft));
    else storage.removeItem(PREFIX + slot);
  });
}

/** Keep the draft of the flow on the screen up to date; returns how to end that. */
export function keepDrafts(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: FlowState | null = null;
  const write = (): void => {
    clearTimeout(timer);
    if (waiting) writeDraft(waiting);
    waiting = null;
  };
  const stop = useFlow.subscribe((state, before) => {
    // Another flow came on the screen: what is pending belongs to the one before it, unless that was just saved.
    if (state.slot !== before.slot) {
      if (state.saved === before.history.present) waiting = null;
      write();
    }
    if (state.history.present === before.history.present && state.saved === before.saved) return;
    waiting = state;
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE_MS);
  });
  addEventListener("pagehide", write);
  return () => {
    write();
    stop();
    removeEventListener("pagehide", write);
  };
}

/** Storage may be full or forbidden; a draft is a kindness and must not stop the work. */
function withStorage<T>(act: (storage: Storage) => T): T | null {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}
