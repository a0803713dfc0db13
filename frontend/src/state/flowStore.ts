/** The flow on the screen: its history, what is selected, what is saved, and what the server said of it. */
import { create } from "zustand";
import type { CheckResult, Flow, FlowDetail, Stream } from "../api/types";
import type { Edit } from "../flow/edits";
import { blankFlow, isEmpty, sameStream } from "../flow/document";
import * as history from "../flow/history";

export interface Selection {
  steps: readonly string[];
  streams: readonly Stream[];
  notes: readonly string[];
  groups: readonly string[];
}

/** Saving, from the screen's side. */
export type Saving = "idle" | "saving" | "failed";

export interface FlowState {
  history: history.History;
  /** Where its draft is kept in this browser. */
  slot: string;
  /** The saved flow this one is a state of; null while it has never been saved. */
  flowId: string | null;
  /** The revision the edits began from. */
  revision: number | null;
  /** That revision's document, by reference to tell whether anything changed since. */
  saved: Flow | null;
  savedAt: string | null;
  saving: Saving;
  selection: Selection;
  check: CheckResult | null;
  /** The flow `check` is about; older than the present one while a check is under way. */
  checked: Flow | null;
}

const NOTHING: Selection = { steps: [], streams: [], notes: [], groups: [] };

function opened(flow: Flow): Pick<FlowState, "history" | "selection" | "check" | "checked" | "saving"> {
  return { history: history.startHistory(flow), selection: NOTHING, check: null, checked: null, saving: "idle" };
}

export const useFlow = create<FlowState>(() => ({
  ...opened(blankFlow()),
  slot: "new-0",
  flowId: null,
  revision: null,
  saved: null,
  savedAt: null,
}));

/** Return the flow as it is now. */
export const flowNow = (): Flow => useFlow.getState().history.present;
export const selectFlow = (state: FlowState): Flow => state.history.present;
export const selectUnsaved = (state: FlowState): boolean =>
  state.saved === null ? !isEmpty(state.history.present) : state.saved !== state.history.present;

/** Change the flow. The only door: everything that changes a flow goes through here and can be undone, as `label` if given. */
export function edit(change: Edit, label?: string): void {
  useFlow.setState((state) => {
    const next = history.record(state.history, change, performance.now(), label);
    return next === state.history ? state : { history: next, selection: stillThere(state.selection, next.present, change) };
  });
}

/** End what coalesces: the next edit can be undone by itself. */
export function settle(): void {
  useFlow.setState((state) => ({ history: history.settle(state.history) }));
}

export function undo(): void {
  travel(history.undo);
}

export function redo(): void {
  travel(history.redo);
}

function travel(step: (of: history.History) => history.History): void {
  useFlow.setState((state) => {
    const next = step(state.history);
    return next === state.history ? state : { history: next, selection: stillThere(state.selection, next.present) };
  });
}

export function select(selection: Partial<Selection>): void {
  useFlow.setState({ selection: { ...NOTHING, ...selection } });
}

/** Drop from a selection what is no longer in the flow, and follow a rename. */
function stillThere(selection: Selection, flow: Flow, change?: Edit): Selection {
  const follow = (id: string): string => (change?.type === "rename_step" && change.id === id ? change.to : id);
  const ids = new Set(flow.steps.map((step) => step.id));
  const steps = selection.steps.map(follow).filter((id) => ids.has(id));
  const streams = selection.streams.filter((stream) => flow.streams.some((other) => sameStream(stream, other)));
  const notes = selection.notes.filter((id) => flow.notes.some((note) => note.id === id));
  const groups = selection.groups.filter((id) => flow.groups.some((group) => group.id === id));
  const next = { steps, streams, notes, groups };
  const same = (Object.keys(next) as (keyof Selection)[]).every((kind) => next[kind].length === selection[kind].length);
  return same && steps.every((id, index) => id === selection.steps[index]) ? selection : next;
}

/** Put a flow on the screen that has never been saved; `slot` is where its draft is kept. */
export function showUnsaved(flow: Flow, slot: string): void {
  useFlow.setState({ ...opened(flow), slot, flowId: null, revision: null, saved: null, savedAt: null });
}

/** Put a saved flow on the screen; with `draft`, the edits that were not saved yet on top of it. */
export function showSaved(detail: FlowDetail, draft: Flow | null = null): void {
  const base = history.startHistory(detail.flow);
  const then = draft ? history.record(base, { type: "replace_flow", flow: draft }, 0, "unsaved edits") : base;
  useFlow.setState({ ...opened(detail.flow), history: then, ...savedAs(detail, detail.flow) });
}

/** Note that `flow` is now what the server keeps as this revision. */
export function noteSaved(detail: FlowDetail, flow: Flow): void {
  useFlow.setState({ ...savedAs(detail, flow), saving: "idle" });
}

function savedAs(detail: FlowDetail, flow: Flow): Pick<FlowState, "slot" | "flowId" | "revision" | "saved" | "savedAt"> {
  return { slot: detail.id, flowId: detail.id, revision: detail.revision, saved: flow, savedAt: detail.saved_at };
}

export function setSaving(saving: Saving): void {
  useFlow.setState({ saving });
}

export function setCheck(flow: Flow, check: CheckResult): void {
  useFlow.setState({ checked: flow, check });
}
