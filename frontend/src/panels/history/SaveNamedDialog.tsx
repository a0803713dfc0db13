/** Saving with a name, by which the revision is found again in the history. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { selectUnsaved, useFlow } from "../../state/flowStore";
import { save } from "../../state/saving";
import { closeDialog } from "../../state/view";
import classes from "../dialogs/dialogs.module.css";

export function SaveNamedDialog() {
  const [name, setName] = useState("");
  const revision = useFlow((state) => state.revision ?? 0);
  const number = useFlow((state) => (state.flowId === null || selectUnsaved(state) ? revision + 1 : revision));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    closeDialog();
    void save(name.trim());
  };
  return (
    <Modal opened onClose={closeDialog} title="Save as named revision" size={420}>
      <form className={classes.stack} onSubmit={submit}>
        <TextInput
          data-autofocus
          label={`Name of revision ${number}`}
          placeholder="before the launch"
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className={classes.buttons}>
          <Button variant="default" size="sm" onClick={closeDialog}>
            Cancel
          </Button>
          <Button type="submit" size="sm" disabled={name.trim() === ""}>
            {number === revision ? "Name" : "Save"} revision {number}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
