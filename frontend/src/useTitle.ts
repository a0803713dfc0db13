/** The browser tab says which flow is open, whether it is saved, and whether it runs. */
import { useEffect } from "react";
import { useRun } from "./panels/dock/runStore";
import { isUnderWay } from "./state/actions";
import { selectUnsaved, useFlow } from "./state/flowStore";

export function useTitle(): void {
  const name = useFlow((state) => state.history.present.name);
  const unsaved = useFlow(selectUnsaved);
  const running = useRun((run) => isUnderWay(run.status));
  useEffect(() => {
    document.title = `${running ? "▶ " : ""}${unsaved ? "• " : ""}${name} – Tidegate`;
  }, [name, unsaved, running]);
}
