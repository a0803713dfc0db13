/** Saving: a revision on the server, and what to do when somebody else was faster. */
import { api, Refused } from "../api/client";
import type { Flow, FlowDetail } from "../api/types";
import { dropDraft } from "./drafts";
import { edit, flowNow, noteSaved, selectUnsaved, setSaving, settle, useFlow } from "./flowStore";
import { notify, notifyFailure } from "./notices";
import { addressNow, putAddress } from "./route";
import { closeDialog, openDialog } from "./view";

/** Save the flow as its next revision; a flow that was never saved gets its address. */
export async function save(): Promise<void> {
  const state = useFlow.getState();
  if (state.saving === "saving" || (!selectUnsaved(state) && state.flowId !== null)) return;
  settle();
  await attempt(flowNow(), state.flowId === null || state.revision === null ? null : [state.flowId, state.revision]);
}

async function attempt(flow: Flow, onto: [id: string, revision: number] | null): Promise<void> {
  setSaving("saving");
  const { slot } = useFlow.getState();
  try {
    const detail = onto === null ? await api.createFlow(flow) : await api.saveFlow(onto[0], flow, onto[1]);
    noteSaved(detail, flow);
    dropDraft(slot);
    if (onto === null) putAddress({ route: { page: "flow", id: detail.id }, run: addressNow().run }, "replace");
  } catch (error) {
    setSaving("failed");
    await refused(flow, error);
  }
}

async function refused(flow: Flow, error: unknown): Promise<void> {
  if (!(error instanceof Refused)) return notifyFailure("The flow could not be saved", error);
  if (error.problem.status === 412 && error.problem.current) {
    return openDialog({ kind: "conflict", theirs: error.problem.current });
  }
  if (error.problem.status === 404) {
    notify("warning", "The saved flow was deleted elsewhere", "It is saved again, as a new flow.");
    return attempt(flow, null);
  }
  notifyFailure("The flow could not be saved", error);
}

/** Keep what is on the screen, as the revision after theirs. */
export async function keepMine(theirs: FlowDetail): Promise<void> {
  closeDialog();
  await attempt(flowNow(), [theirs.id, theirs.revision]);
}

/** Take their revision onto the screen; Undo brings mine back. */
export function takeTheirs(theirs: FlowDetail): void {
  closeDialog();
  edit({ type: "replace_flow", flow: theirs.flow });
  noteSaved(theirs, flowNow());
}

/** Save what is on the screen as a flow of its own. */
export async function saveCopy(): Promise<void> {
  closeDialog();
  edit({ type: "rename_flow", name: `${flowNow().name} (copy)` });
  await attempt(flowNow(), null);
}

/** Go back to the last saved revision; Undo brings the edits back. */
export function revert(): void {
  const { saved } = useFlow.getState();
  if (saved) edit({ type: "replace_flow", flow: saved });
}
