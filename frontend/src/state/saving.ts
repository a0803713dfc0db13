/** Saving: a revision on the server, and what to do when somebody else was faster. */
import { api, Refused } from "../api/client";
import type { Flow, FlowDetail } from "../api/types";
import { same } from "../flow/comparison";
import { dropOwnDraft } from "./drafts";
import { newerRevision } from "./elsewhere";
import { edit, flowNow, noteSaved, selectUnsaved, setSaving, settle, useFlow } from "./flowStore";
import { notify, notifyFailure } from "./notices";
import { addressNow, putAddress } from "./route";
import { tellTabs } from "./tab";
import { closeDialog, openDialog } from "./view";

type Onto = [id: string, revision: number] | null;

/** What was sent and never answered: it may have been saved all the same. */
let unanswered: { id: string; flow: Flow } | null = null;

/** Save the flow as its next revision, called `label` if given; a flow that was never saved gets its address. */
export async function save(label: string | null = null): Promise<void> {
  const state = useFlow.getState();
  if (state.saving === "saving") return;
  if (!selectUnsaved(state) && state.flowId !== null) return label === null ? undefined : labelSaved(state.flowId, state.revision, label);
  settle();
  await attempt(flowNow(), state.flowId === null || state.revision === null ? null : [state.flowId, state.revision], label);
}

/** What is saved already is only called by a name. */
async function labelSaved(id: string, revision: number | null, label: string): Promise<void> {
  try {
    if (revision !== null) await api.labelRevision(id, revision, label);
    notify("success", `Revision ${revision} is called '${label}'`);
  } catch (error) {
    notifyFailure("The revision could not be named", error);
  }
}

async function attempt(flow: Flow, onto: Onto, label: string | null = null): Promise<void> {
  setSaving("saving");
  const { slot } = useFlow.getState();
  try {
    const detail = onto === null ? await api.createFlow(flow, label) : await api.saveFlow(onto[0], flow, onto[1], label);
    taken(detail, flow, slot);
    if (onto === null) putAddress({ route: { page: "flow", id: detail.id }, run: addressNow().run }, "replace");
  } catch (error) {
    setSaving("failed");
    await refused(flow, onto, label, error);
  }
}

/** The server keeps this flow as that revision. */
function taken(detail: FlowDetail, flow: Flow, slot: string): void {
  unanswered = null;
  noteSaved(detail, flow);
  // What was edited meanwhile is kept as the next draft, which is in the flow's own slot from now on.
  if (slot !== detail.id || flowNow() === flow) dropOwnDraft(slot);
  tellTabs({ type: "saved", flowId: detail.id, revision: detail.revision });
}

async function refused(flow: Flow, onto: Onto, label: string | null, error: unknown): Promise<void> {
  if (!(error instanceof Refused)) return notifyFailure("The flow could not be saved", error);
  if (error.problem.status === 412 && error.problem.current) return met(error.problem.current, flow, label);
  if (error.problem.status === 404) {
    notify("warning", "The saved flow was deleted elsewhere", "It is saved again, as a new flow.");
    return attempt(flow, null, label);
  }
  if (error.problem.status === 0 && onto !== null) unanswered = { id: onto[0], flow };
  notifyFailure("The flow could not be saved", error);
}

/** There is a newer revision: this tab's own, whose answer never came, or somebody else's, and then a person chooses. */
async function met(current: FlowDetail, flow: Flow, label: string | null): Promise<void> {
  if (same(current.flow, flow)) return taken(current, flow, useFlow.getState().slot);
  if (unanswered?.id === current.id && same(current.flow, unanswered.flow)) return attempt(flow, [current.id, current.revision], label);
  openDialog({ kind: "conflict", theirs: current });
}

/** Keep what is on the screen, as the revision after theirs; theirs stays in the history. */
export async function keepMine(theirs: FlowDetail): Promise<void> {
  closeDialog();
  await attempt(flowNow(), [theirs.id, theirs.revision]);
}

/** Take their revision onto the screen; Undo brings mine back. */
export function takeTheirs(theirs: FlowDetail): void {
  closeDialog();
  edit({ type: "replace_flow", flow: theirs.flow }, `take revision ${theirs.revision}`);
  noteSaved(theirs, flowNow());
}

/** Look at the revision that was saved elsewhere: with edits of one's own beside them, else instead of what is shown. */
export async function takeNewer(): Promise<void> {
  const newer = newerRevision();
  if (newer === null) return;
  try {
    const theirs = await api.flow(newer.flowId);
    if (theirs.id !== useFlow.getState().flowId) return;
    if (selectUnsaved(useFlow.getState()) && !same(theirs.flow, flowNow())) openDialog({ kind: "conflict", theirs });
    else takeTheirs(theirs);
  } catch (error) {
    notifyFailure("The newer revision could not be read", error);
  }
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
  if (saved) edit({ type: "replace_flow", flow: saved }, "revert");
}

/** Put an older revision on the screen; Undo brings back what was there, and Save keeps it as the next revision. */
export function restore(older: FlowDetail): void {
  closeDialog();
  edit({ type: "replace_flow", flow: older.flow }, `restore revision ${older.revision}`);
}
