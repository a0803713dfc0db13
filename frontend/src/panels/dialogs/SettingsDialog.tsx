/** What belongs to the flow as a whole: name, description, how its runs keep time. */
import { Modal, NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { Flow } from "../../api/types";
import { MAX_NAME_LENGTH } from "../../flow/document";
import { edit, selectFlow, settle, useFlow } from "../../state/flowStore";
import { closeDialog } from "../../state/view";
import { CostField } from "./CostField";
import classes from "./dialogs.module.css";

const CLOCKS: { value: Flow["run"]["clock"]; label: string }[] = [
  { value: "auto", label: "Automatic: frozen when every source ends by itself" },
  { value: "frozen", label: "Frozen: the same input always gives the same output" },
  { value: "live", label: "Live: system time passes" },
];

export function SettingsDialog() {
  const flow = useFlow(selectFlow);
  return (
    <Modal opened onClose={closeDialog} title="Flow settings" size={460}>
      <div className={classes.stack}>
        <TextInput
          data-autofocus
          label="Name"
          value={flow.name}
          maxLength={MAX_NAME_LENGTH}
          onChange={(event) => event.currentTarget.value !== "" && edit({ type: "rename_flow", name: event.currentTarget.value })}
          onBlur={settle}
        />
        <Textarea
          label="Description"
          value={flow.description}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={4000}
          onChange={(event) => edit({ type: "describe_flow", description: event.currentTarget.value })}
          onBlur={settle}
        />
        <NativeSelect
          label="System clock"
          description="How a run of this flow keeps time."
          value={flow.run.clock}
          data={CLOCKS}
          onChange={(event) => edit({ type: "set_clock", clock: event.currentTarget.value as Flow["run"]["clock"] })}
        />
        <CostField />
      </div>
    </Modal>
  );
}
