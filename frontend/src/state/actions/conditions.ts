/** What an action may need before it can be done; each returns null when that is there, else what is missing, in words. */
import { newerRevision } from "../elsewhere";
import { flowNow, selectUnsaved, useFlow } from "../flowStore";

export function needsSteps(): string | null {
  return flowNow().steps.length === 0 ? "This flow has no steps yet." : null;
}

/** Steps, or the notes and groups beside them: what can be copied and moved. */
export function needsSelectedPart(): string | null {
  const { steps, notes, groups } = useFlow.getState().selection;
  return steps.length + notes.length + groups.length === 0 ? "Select a step, a note or a group first." : null;
}

export function needsOneStep(): string | null {
  return useFlow.getState().selection.steps.length === 1 ? null : "Select one step first.";
}

export function needsSelection(): string | null {
  const { steps, streams, notes, groups } = useFlow.getState().selection;
  return steps.length + streams.length + notes.length + groups.length === 0 ? "Nothing is selected." : null;
}

export function needsEdits(): string | null {
  const state = useFlow.getState();
  if (selectUnsaved(state)) return null;
  return state.revision === null ? "There is nothing to save yet." : `Nothing has changed since revision ${state.revision}.`;
}

export function needsSaved(): string | null {
  return useFlow.getState().flowId === null ? "This flow has not been saved yet." : null;
}

export function needsNewer(): string | null {
  return newerRevision() === null ? "Nothing newer is known of." : null;
}
