/** What hangs below a source whose guard has put something aside: how much, who was worst; a click shows the items. */
import { memo } from "react";
import { useStore } from "zustand";
import { followed } from "../run";
import { QUARANTINE, quarantineOf, quarantineWords } from "../run/quarantine";
import { showOutput } from "../panels/dock/dockStore";
import classes from "./QuarantineNote.module.css";

export const QuarantineNote = memo(function QuarantineNote({ stepId }: { stepId: string }) {
  const words = useStore(followed, (run) => {
    const found = quarantineOf(run, run.flow, stepId);
    return found === null ? null : quarantineWords(found);
  });
  if (words === null) return null;
  const show = (): void => showOutput(`${stepId}.${QUARANTINE}`);
  return (
    <button type="button" className={`${classes.note} nodrag nopan`} title={`${words}. Show them.`} data-testid={`quarantine-${stepId}`} onClick={show}>
      <span aria-hidden="true" className={classes.sign}>▲</span>
      {words}
    </button>
  );
});
