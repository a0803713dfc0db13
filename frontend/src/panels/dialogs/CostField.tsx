/** How much longer a run's copy of each window step waits, to say what late items cost; empty: nobody asks. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { isSpan } from "../../flow/durations";
import { edit, settle, useFlow } from "../../state/flowStore";

export function CostField() {
  const grace = useFlow((state) => state.history.present.run.cost_of_lateness);
  // A text that is no duration yet is kept here and not in the flow, which could not be read with it.
  const [typed, type] = useState<string | null>(null);
  const text = typed ?? grace ?? "";
  const wrong = text.trim() !== "" && !isSpan(text);
  const change = (to: string): void => {
    type(to);
    if (to.trim() === "") edit({ type: "set_cost_of_lateness", grace: null });
    else if (isSpan(to)) edit({ type: "set_cost_of_lateness", grace: to.trim() });
  };
  return (
    <TextInput
      label="Cost of lateness"
      description="Compare every window with what it would be if it had waited so much longer. The results stay as they are; each window step costs about once more."
      placeholder="off, or such as 10m"
      value={text}
      error={wrong ? "Write a duration such as 10m, or nothing." : undefined}
      onChange={(event) => change(event.currentTarget.value)}
      onBlur={() => {
        settle();
        if (!wrong) type(null);
      }}
    />
  );
}
