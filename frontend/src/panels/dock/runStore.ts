/** The run that is followed, for the screen. */
import { create } from "zustand";
import type { RunStatus } from "../../api/types";

export interface RunView {
  runId: string | null;
  status: RunStatus | null;
  reason: string;
}

export const useRun = create<RunView>(() => ({ runId: null, status: null, reason: "" }));
