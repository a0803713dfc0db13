/** What the dock shows: which tab is open, which port its tables look at, and what of it. */
import { create } from "zustand";
import { persist } from "zustand/middleware";
import { useLayout } from "../../state/layout";

export const DOCK_TABS = ["output", "late", "windows", "timeline", "cost", "metrics", "doctor", "problems", "log"] as const;
export type DockTab = (typeof DOCK_TABS)[number];

/** What is looked at in the dock. Every field is in the address (`dockAddress.ts`), so a link shows the same. */
export interface DockView {
  readonly tab: DockTab;
  /** What `Output` looks at, by the name of a `View`; null for the flow's own choice. */
  readonly view: string | null;
  /** What is typed as a filter there, and `val` or `-val` for the order; null for all, as they come. */
  readonly filter: string | null;
  readonly sort: string | null;
  /** The number that is drawn as a chart, what goes across, and the field with a line for each value; null: a table. */
  readonly chart: string | null;
  readonly chartAcross: string | null;
  readonly chartBy: string | null;
  /** The step whose late items, and the one whose windows, are shown; null for the first that has some. Each with its filter and order. */
  readonly lateStep: string | null;
  readonly lateFilter: string | null;
  readonly lateSort: string | null;
  readonly windowStep: string | null;
  readonly windowFilter: string | null;
  readonly windowSort: string | null;
  /** The late item that is explained, by its `lateName`; null when none is. */
  readonly lateItem: string | null;
  /** The step that the doctor was asked about; null for none of them. */
  readonly doctorStep: string | null;
  /** The step whose windows are compared with a longer wait, by which figure, and in which order. */
  readonly costStep: string | null;
  readonly costField: string | null;
  readonly costSort: string | null;
  /** The step of the timeline, what goes down it, the position of the chosen item, and the brushed stretch as `from..to`. */
  readonly timelineStep: string | null;
  readonly timelineBy: string | null;
  readonly timelineItem: string | null;
  readonly timelineRange: string | null;
  /** The order of the steps in `Metrics`: a column, `-` before it when falling; null for the order of the flow. */
  readonly metricsSort: string | null;
  /** What of the log is shown: lines of one kind, of one step, with these words; null for all. */
  readonly logKind: string | null;
  readonly logStep: string | null;
  readonly logText: string | null;
}

export const DOCK_AT_FIRST: DockView = {
  tab: "output", view: null, filter: null, sort: null, chart: null, chartAcross: null, chartBy: null, lateStep: null, lateFilter: null, lateSort: null, windowStep: null,
  windowFilter: null, windowSort: null, lateItem: null, doctorStep: null, costStep: null, costField: null, costSort: "-difference", timelineStep: null, timelineBy: null, timelineItem: null, timelineRange: null,
  metricsSort: null, logKind: null, logStep: null, logText: null,
};

/** Only the tab is remembered from visit to visit: the rest is about one flow, and in its address. */
export const useDock = create<DockView>()(
  persist<DockView, [], [], Pick<DockView, "tab">>(() => DOCK_AT_FIRST, { name: "tidegate.dock", partialize: ({ tab }) => ({ tab }) }),
);

/** Bring a tab of the dock to the front, and unfold the dock; `stepId` chooses whose late items or windows it shows. */
export function openDockTab(tab: DockTab, stepId?: string): void {
  useDock.setState({ tab });
  useLayout.setState({ dockOpen: true });
  if (stepId === undefined) return;
  if (tab === "late") useDock.setState({ lateStep: stepId });
  if (tab === "doctor") useDock.setState({ doctorStep: stepId });
  if (tab === "timeline") useDock.setState({ timelineStep: stepId });
  if (tab === "windows") showWindowsOf(stepId);
}

/** Look at the windows of this step. */
export function showWindowsOf(windowStep: string): void {
  // The results of another step have other fields: a filter and an order that name them stay behind.
  if (useDock.getState().windowStep !== windowStep) useDock.setState({ windowStep, windowFilter: null, windowSort: null });
}

/** Bring `Output` to the front, looking at this view: `input.quarantine` is what left that port. */
export function showOutput(view: string): void {
  // Another port has other fields: a filter, an order and a chart that name them stay behind.
  useLayout.setState({ dockOpen: true });
  useDock.setState({ tab: "output", view, filter: null, sort: null, chart: null, chartAcross: null, chartBy: null });
}
