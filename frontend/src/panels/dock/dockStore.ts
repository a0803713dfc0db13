/** What the dock shows: which tab is open and which port its tables look at. Kept between visits of the page. */
import { create } from "zustand";
import { persist } from "zustand/middleware";

export const DOCK_TABS = ["output", "late", "windows", "problems", "log"] as const;
export type DockTab = (typeof DOCK_TABS)[number];

interface DockView {
  readonly tab: DockTab;
  /** What `Output` looks at, by the name of a `View`; null for the flow's own choice. */
  readonly view: string | null;
  /** The step whose late items, and the one whose windows, are shown; null for the first that has some. */
  readonly lateStep: string | null;
  readonly windowStep: string | null;
}

export const useDock = create<DockView>()(
  persist<DockView>(() => ({ tab: "output", view: null, lateStep: null, windowStep: null }), { name: "tidegate.dock" }),
);

/** Bring a tab of the dock to the front; `stepId` chooses whose late items or windows it shows. */
export function openDockTab(tab: DockTab, stepId?: string): void {
  useDock.setState({ tab });
  if (stepId === undefined) return;
  if (tab === "late") useDock.setState({ lateStep: stepId });
  if (tab === "windows") useDock.setState({ windowStep: stepId });
}

/** Bring `Output` to the front, looking at this view: `input.quarantine` is what left that port. */
export function showOutput(view: string): void {
  useDock.setState({ tab: "output", view });
}
