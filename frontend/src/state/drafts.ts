/** Drafts: what was not saved yet, kept in this browser for each tab by itself, so that no tab loses or overwrites anything. */
import { create } from "zustand";
import type { Flow } from "../api/types";
import { isRecord } from "../flow/edits";
import { readDocument, writeJson } from "../flow/exactJson";
import { flowIn } from "../flow/transfer";
import { selectUnsaved, useFlow, type FlowState } from "./flowStore";
import { openTabs, TAB } from "./tab";

const PAUSE_MS = 300;
const PREFIX = "tidegate.draft.";
/** Between the slot and the tab in a draft's key; neither has one. */
const BY = "~";

export interface Draft {
  slot: string;
  /** The tab that wrote it; empty for one of an older studio. */
  tab: string;
  flow: Flow;
  /** The revision it began from; null for a flow that was never saved. */
  revision: number | null;
  /** When it was last changed, in milliseconds since 1970. */
  atMs: number;
}

/** What came of keeping the draft of the flow on the screen. */
export const useDraft = create<{ keptAtMs: number | null; failed: boolean }>(() => ({ keptAtMs: null, failed: false }));

/** Return a slot for a flow that has not been saved yet. */
export function freshSlot(): string {
  return `new-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
}

/** Return every draft that is kept, the last changed first; one that cannot be read is left where it is. */
export function allDrafts(): Draft[] {
  const keys = withStorage((storage) => Object.keys(storage)) ?? [];
  return keys
    .filter((key) => key.startsWith(PREFIX))
    .map(readDraft)
    .filter((draft) => draft !== null)
    .toSorted((one, other) => other.atMs - one.atMs);
}

function readDraft(key: string): Draft | null {
  const kept = withStorage((storage) => readDocument(storage.getItem(key) ?? "null"));
  if (!isRecord(kept)) return null;
  const read = flowIn(kept["flow"]);
  if (!read.ok) return null;
  const [slot = "", tab = ""] = key.slice(PREFIX.length).split(BY);
  const { revision, atMs } = kept;
  return { slot, tab, flow: read.flow, revision: typeof revision === "number" ? revision : null, atMs: typeof atMs === "number" ? atMs : 0 };
}

/** What there is for one who opens a flow: the draft to go on with, and the others that are kept. */
export interface Found {
  draft: Draft | null;
  /** Whether another tab that was closed wrote it. */
  adopted: boolean;
  /** Drafts of tabs that were closed, older than the one above. */
  left: number;
  /** Drafts of tabs that are open. */
  open: number;
}

/** Find the draft of this tab among those wanted, or else take over the newest that no open tab works on. */
export async function findDraft(wanted: (draft: Draft) => boolean): Promise<Found> {
  const drafts = allDrafts().filter(wanted);
  const own = drafts.find((draft) => draft.tab === TAB);
  const others = drafts.filter((draft) => draft.tab !== TAB);
  const open = others.length === 0 ? new Set<string>() : await openTabs();
  const left = others.filter((draft) => !open.has(draft.tab));
  const draft = own ?? (left[0] ? adopt(left[0]) : null);
  const adopted = own === undefined && draft !== null;
  return { draft, adopted, left: left.length - (adopted ? 1 : 0), open: others.length - left.length };
}

/** Make a draft this tab's own. */
function adopt(draft: Draft): Draft {
  const own = { ...draft, tab: TAB };
  withStorage((storage) => {
    storage.setItem(keyOf(own), writeJson(own));
    storage.removeItem(keyOf(draft));
  });
  return own;
}

export function dropDraft(draft: Pick<Draft, "slot" | "tab">): void {
  withStorage((storage) => storage.removeItem(keyOf(draft)));
}

/** Drop what this tab kept in a slot. */
export function dropOwnDraft(slot: string): void {
  dropDraft({ slot, tab: TAB });
}

function keyOf({ slot, tab }: Pick<Draft, "slot" | "tab">): string {
  return tab === "" ? PREFIX + slot : PREFIX + slot + BY + tab;
}

function writeDraft(state: FlowState): void {
  const { slot, revision } = state;
  if (!selectUnsaved(state)) {
    dropOwnDraft(slot);
    return useDraft.setState({ keptAtMs: null, failed: false });
  }
  const draft: Draft = { slot, tab: TAB, flow: state.history.present, revision, atMs: Date.now() };
  const kept = withStorage((storage) => {
    storage.setItem(keyOf(draft), writeJson(draft));
    return true;
  });
  useDraft.setState(kept === null ? { failed: true } : { keptAtMs: draft.atMs, failed: false });
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
      useDraft.setState({ keptAtMs: null, failed: false });
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

/** Storage may be full or forbidden; then nothing is done, and null returned. */
function withStorage<T>(act: (storage: Storage) => T): T | null {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}
