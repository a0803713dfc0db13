/** Two people saved the same flow: what differs, and which of the two to keep. */
import { Button, Modal } from "@mantine/core";
import { useMemo } from "react";
import type { FlowDetail } from "../../api/types";
import { differences } from "../../flow/difference";
import { selectFlow, useFlow } from "../../state/flowStore";
import { keepMine, saveCopy, takeTheirs } from "../../state/saving";
import { closeDialog } from "../../state/view";
import classes from "./dialogs.module.css";

export function ConflictDialog({ theirs }: { theirs: FlowDetail }) {
  const mine = useFlow(selectFlow);
  const rows = useMemo(() => differences(theirs.flow, mine), [theirs, mine]);
  const when = new Date(theirs.saved_at).toLocaleString();
  return (
    <Modal opened onClose={closeDialog} title="This flow was saved elsewhere" size={560}>
      <div className={classes.stack}>
        <p>
          Revision {theirs.revision} was saved on {when}, after you began to edit. Nothing has been overwritten. Choose what to keep:
        </p>
        {rows.length === 0 ? (
          <p>The two are the same.</p>
        ) : (
          <table className={classes.sides}>
            <thead>
              <tr>
                <th>What</th>
                <th>On the screen, compared with theirs</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, 12).map((row) => (
                <tr key={row.what}>
                  <td>
                    <code>{row.what}</code>
                  </td>
                  <td>{row.how}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {rows.length > 12 ? <p>And {rows.length - 12} more.</p> : null}
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
