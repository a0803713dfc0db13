/** What hangs below a window step that gives nothing: what it waits for, in a few words; a click shows the whole of it. */
import { memo } from "react";
import { useStore } from "zustand";
import { openDockTab } from "../panels/dock/dockStore";
import { followed } from "../run";
import { useDoctor } from "../state/doctor";
import classes from "./StallNote.module.css";

export const StallNote = memo(function StallNote({ stepId }: { stepId: string }) {
  const state = useDoctor(({ verdicts }) => verdicts.find((one) => one.stepId === stepId)?.state ?? null);
  const short = useDoctor(({ verdicts }) => verdicts.find((one) => one.stepId === stepId)?.short ?? "");
  // A step whose windows have closed before, and will by the clock, does what it should.
  const never = useStore(followed, (run) => (run.steps[stepId]?.items_out["down"] ?? 0) === 0);
  if (state === null || (state === "waiting" && !never)) return null;
  const show = (): void => openDockTab("doctor", stepId);
  return (
    <button type="button" className={`${classes.note} figures nodrag nopan`} data-state={state} title={`${short}. Show why.`} data-testid={`stalled-${stepId}`} onClick={show}>
      <span aria-hidden="true">{state === "stalled" ? "■" : "◷"}</span> {state === "stalled" ? `stalled: ${short}` : short}
    </button>
  );
});
