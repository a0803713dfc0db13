/** The run that is followed, for the screen. */
import { useStore } from "zustand";
import { followed, type Followed } from "../../run";

/** Return what `select` picks from the run that is followed, and draw again when that changes. */
export function useRun<T>(select: (run: Followed) => T): T {
  return useStore(followed, select);
}
