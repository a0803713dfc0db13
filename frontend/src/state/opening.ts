/** Putting flows on the screen: from the address, from the list, from an example, from a file, from nothing. */
import { api, Refused } from "../api/client";
import type { Flow } from "../api/types";
import { same } from "../flow/comparison";
import { blankFlow, isEmpty } from "../flow/document";
import { closeRun, followed, openRun } from "../run";
import { dropOwnDraft, findDraft, freshSlot, type Draft, type Found } from "./drafts";
import { edit, flowNow, select, showSaved, showUnsaved, useFlow } from "./flowStore";
import { keepLooked, lookWhen, selectionPart } from "./looking";
import { notify, notifyFailure } from "./notices";
import { keepOverlay, wasOverlay } from "./overlay";
import { addressNow, putAddress, type Address } from "./route";
import { revisionIn } from "./revisionAddress";
import { fitFlow, openDialog } from "./view";

const TAB_SLOT = "tidegate.slot";

/** Show what the address asks for: the flow, its run, and what is looked at in them. */
export async function openAddress(): Promise<void> {
  const address = addressNow();
  const revision = revisionIn(location.pathname);
  await lookWhen(() => openPage(address, revision));
}

async function openPage({ route, run }: Address, revision: number | null): Promise<void> {
  if (route.page === "flow") await openSaved(route.id);
  else if (route.page === "run" && !(await openFlowOfRun(route.id))) return;
  else if (route.page === "new") await openLatestDraft();
  fitFlow();
  showRevision(revision);
  if (run === null) closeRun();
  else await followRun(run);
}

/** The revision an address asks for is looked at before the flow; when it is closed, the flow is there. */
function showRevision(revision: number | null): void {
  const { flowId } = useFlow.getState();
  if (revision === null || flowId === null) return;
  putAddress({ route: { page: "flow", id: flowId }, run: addressNow().run }, "replace");
  openDialog({ kind: "history", revision });
}

/** Show a saved flow, with the edits that were not saved yet. */
async function openSaved(id: string): Promise<void> {
  try {
    const detail = await api.flow(id);
    const found = await findDraft((draft) => draft.slot === id);
    // A draft that says what was saved meanwhile has nothing to add.
    const draft = found.draft && !same(found.draft.flow, detail.flow) ? found.draft : null;
    showSaved(detail, draft?.flow ?? null);
    if (!draft) dropOwnDraft(id);
    else if (draft.revision !== null && draft.revision !== detail.revision) keepBase(draft);
    tellFound({ ...found, draft });
  } catch (error) {
    if (isMissing(error)) notify("warning", "This flow is not there", `No flow has the id '${id}'. It may have been deleted.`);
    else notifyFailure("The flow could not be opened", error);
    startBlank("replace");
  }
}

/** Say what was found besides what is shown: edits of a tab that was closed, others that are kept, a tab that is open. */
function tellFound({ draft, adopted, left, open }: Found): void {
  const more = left === 0 ? "" : ` ${left === 1 ? "Another draft" : `${left} other drafts`} of it ${left === 1 ? "is" : "are"} kept under Open.`;
  if (draft && adopted) notify("info", "Unsaved edits are shown", `They were made in a tab that was closed. Revert goes back to what was saved.${more}`);
  else if (more !== "") notify("info", "There are other drafts", more.trim());
  if (open > 0) notify("info", "This flow is open in another tab", "It has unsaved edits there. Whoever saves second is asked what to keep.");
}

/** An id that is not even one is refused as malformed; to a person both mean that nothing is there. */
function isMissing(error: unknown): boolean {
  return error instanceof Refused && (error.problem.status === 404 || error.problem.status === 422);
}

/** A draft began from an older revision: saving it must be seen as the conflict it is. */
function keepBase(draft: Draft): void {
  useFlow.setState({ revision: draft.revision });
  notify("warning", "This flow was saved elsewhere", "Your unsaved edits are shown. Saving will ask which of the two to keep.");
}

/** Show the flow of a run; returns whether there is such a run. */
async function openFlowOfRun(runId: string): Promise<boolean> {
  try {
    const run = await api.run(runId);
    const job = await api.job(run.job_id);
    const slot = `run-${runId}`;
    if (job.flow_id) await openSaved(job.flow_id);
    else showUnsaved((await findDraft((draft) => draft.slot === slot)).draft?.flow ?? run.flow, slot);
    return true;
  } catch (error) {
    if (isMissing(error)) notify("warning", "This run is not there", `No run has the id '${runId}'. It may have been deleted.`);
    else notifyFailure("The run could not be opened", error);
    startBlank("replace");
    return false;
  }
}

async function followRun(runId: string): Promise<void> {
  try {
    await openRun(runId);
  } catch (error) {
    notifyFailure("The run could not be followed", error);
  }
}

async function openLatestDraft(): Promise<void> {
  const own = sessionStorage.getItem(TAB_SLOT);
  const mine = own === null ? null : (await findDraft((draft) => draft.slot === own)).draft;
  const draft = mine ?? (await findDraft((draft) => draft.slot.startsWith("new-"))).draft;
  if (draft) takeSlot(draft.flow, draft.slot);
  else takeSlot(blankFlow(), freshSlot());
}

function takeSlot(flow: Flow, slot: string): void {
  sessionStorage.setItem(TAB_SLOT, slot);
  showUnsaved(flow, slot);
}

/** Show an empty flow; what was on the screen stays as it was saved or as a draft. */
export function startBlank(how: "push" | "replace" = "push"): void {
  closeRun();
  putAddress({ route: { page: "new" }, run: null }, how);
  takeSlot(blankFlow(), freshSlot());
}

/** Show a flow that is not saved yet, such as an example or an imported file. */
export function openUnsaved(flow: Flow): void {
  const { flowId, slot } = useFlow.getState();
  const empty = flowId === null && isEmpty(flowNow());
  closeRun();
  putAddress({ route: { page: "new" }, run: null }, "push");
  takeSlot(blankFlow(), empty ? slot : freshSlot());
  showUnsaved(flow, useFlow.getState().slot);
  fitFlow();
}

/** Show a draft that was kept, of a saved flow on top of what was saved. */
export async function openDraft(draft: Draft): Promise<void> {
  closeRun();
  if (draft.revision !== null) {
    await openFlow(draft.slot);
    if (useFlow.getState().flowId === draft.slot) edit({ type: "replace_flow", flow: draft.flow }, "open draft");
    return;
  }
  putAddress({ route: { page: "new" }, run: null }, "push");
  takeSlot(draft.flow, draft.slot);
  fitFlow();
}

export async function openFlow(id: string): Promise<void> {
  select({});
  putAddress({ route: { page: "flow", id }, run: null }, "push");
  await openAddress();
}

/** Follow the Back and Forward buttons, and keep the run that is followed in the address; returns how to end that. */
export function keepAddress(): () => void {
  const follow = (): void => {
    if (!wasOverlay()) void openAddress();
  };
  addEventListener("popstate", follow);
  const stops = [keepLooked(selectionPart), keepOverlay()];
  const stop = followed.subscribe(({ runId }, before) => {
    const { route } = addressNow();
    if (runId === before.runId) return;
    // A run of its own page gives way to the flow's page when another run is started there.
    const { flowId } = useFlow.getState();
    const own = route.page === "run" && runId !== route.id && runId !== null;
    const next = own ? (flowId === null ? ({ page: "new" } as const) : ({ page: "flow", id: flowId } as const)) : route;
    putAddress({ route: next, run: runId }, "replace");
  });
  return () => {
    removeEventListener("popstate", follow);
    [...stops, stop].forEach((end) => end());
  };
}
