/** Two people saved the same flow: what differs, as a picture, and which of the two to keep. */
import { Button, Modal, NativeSelect } from "@mantine/core";
import { useEffect, useState } from "react";
import { api } from "../../api/client";
import type { Flow, FlowDetail } from "../../api/types";
import { selectFlow, useFlow } from "../../state/flowStore";
import { keepMine, saveCopy, takeTheirs } from "../../state/saving";
import { closeDialog } from "../../state/view";
import { ComparisonView } from "../comparison/ComparisonView";
import classes from "./dialogs.module.css";

type Sides = "both" | "theirs" | "mine";

export function ConflictDialog({ theirs }: { theirs: FlowDetail }) {
  const mine = useFlow(selectFlow);
  const base = useBase(theirs);
  const [sides, setSides] = useState<Sides>("both");
  const [before, after] = { both: [theirs.flow, mine], theirs: [base ?? theirs.flow, theirs.flow], mine: [base ?? mine, mine] }[sides] as [Flow, Flow];
  const when = new Date(theirs.saved_at).toLocaleString();
  const choices = [
    { value: "both", label: "From theirs to mine" },
    ...(base ? [{ value: "theirs", label: "What they changed" }, { value: "mine", label: "What I changed" }] : []),
  ];
  return (
    <Modal opened onClose={closeDialog} title="This flow was saved elsewhere" size="min(960px, 96vw)" yOffset="6vh">
      <div className={classes.conflict}>
        <p>
          Revision {theirs.revision}
          {theirs.label === null ? "" : `, '${theirs.label}',`} was saved on {when}, after you began to edit. Nothing has been overwritten.
        </p>
        <ComparisonView before={before} after={after}>
          <NativeSelect size="xs" aria-label="Which sides are compared" value={sides} data={choices} onChange={(event) => setSides(event.currentTarget.value as Sides)} />
        </ComparisonView>
        <p>Whatever you choose, revision {theirs.revision} stays in the history; Undo brings yours back after taking theirs.</p>
        <div className={classes.buttons}>
          <Button variant="default" size="sm" onClick={() => void saveCopy()}>
            Save mine as a copy
          </Button>
          <Button variant="default" size="sm" onClick={() => takeTheirs(theirs)}>
            Take theirs
          </Button>
          <Button size="sm" onClick={() => void keepMine(theirs)}>
            Keep mine as revision {theirs.revision + 1}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** Return the revision both began from, once it has come; without it only the two can be compared. */
function useBase(theirs: FlowDetail): Flow | null {
  const revision = useFlow((state) => state.revision);
  const [base, setBase] = useState<Flow | null>(null);
  useEffect(() => {
    if (revision === null || revision >= theirs.revision) return;
    api.revision(theirs.id, revision).then(
      ({ flow }) => setBase(flow),
      () => setBase(null),
    );
  }, [theirs, revision]);
  return base;
}
