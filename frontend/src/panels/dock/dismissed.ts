/** What a person has put away of what stands above the tabs, for as long as the page is open. */
import { create } from "zustand";

interface Dismissed {
  /** The run of which it is known that the canvas has changed since. */
  readonly changedSince: string | null;
  /** Whether it is known that the screen does not show every item. */
  readonly missing: boolean;
}

export const useDismissed = create<Dismissed>(() => ({ changedSince: null, missing: false }));
