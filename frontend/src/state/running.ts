/** Whether a run is looked at, for what shows more while one is. */
import { useStore } from "zustand";
import { followed } from "../run";

/** Return whether there is a run whose figures can be shown, one that has ended too. */
export function useRunning(): boolean {
  return useStore(followed, (run) => run.status !== null);
}
