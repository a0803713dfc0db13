/** The way from a place that is empty to why it is; there only while the doctor knows. */
import { Button } from "@mantine/core";
import { useDoctor } from "../../state/doctor";
import { openDockTab } from "../dock/dockStore";

export function AskDoctor({ step }: { step: string }) {
  const short = useDoctor(({ verdicts }) => verdicts.find(({ stepId }) => stepId === step)?.short ?? null);
  if (short === null) return null;
  return (
    <Button variant="default" data-testid="ask-doctor" onClick={() => openDockTab("doctor", step)}>
      What does it wait for? ({short})
    </Button>
  );
}
