/** What is looked at in the dock, as parameters of the address: every field of `useDock` has one. */
import type { Looked } from "../../state/route";
import type { LookedPart } from "../../state/looking";
import { DOCK_AT_FIRST, DOCK_TABS, useDock, type DockTab, type DockView } from "./dockStore";

/** Short names for the address; a field without one has its own. */
const PARAMETERS: Partial<Readonly<Record<keyof DockView, string>>> = {
  chartAcross: "over", chartBy: "per", lateStep: "late", lateItem: "late-item", lateFilter: "late-filter", lateSort: "late-sort", windowStep: "windows", windowFilter: "windows-filter",
  windowSort: "windows-sort", costStep: "cost", costField: "cost-field", costSort: "cost-sort", timelineStep: "timeline", timelineBy: "timeline-by", timelineItem: "timeline-item", timelineRange: "timeline-range",
  metricsSort: "metrics-sort", logKind: "log-kind", logStep: "log-step", logText: "log-text",
};

const FIELDS = Object.keys(DOCK_AT_FIRST) as (keyof DockView)[];

/** Return the parameter of a field. */
export function parameterOf(field: keyof DockView): string {
  return PARAMETERS[field] ?? field;
}

/** Return the parameters that say what is looked at; what is as at first is left out. */
export function dockLooked(view: DockView): Looked {
  const told = FIELDS.filter((field) => view[field] !== DOCK_AT_FIRST[field]);
  return Object.fromEntries(told.map((field) => [parameterOf(field), [view[field] ?? ""]]));
}

/** Return what parameters say is looked at, and in words what of it there is not. */
export function lookedDock(looked: Looked): { readonly view: DockView; readonly missing: readonly string[] } {
  const told = Object.fromEntries(FIELDS.map((field) => [field, looked[parameterOf(field)]?.[0] ?? DOCK_AT_FIRST[field]]));
  const tab = String(told["tab"]);
  const known = (DOCK_TABS as readonly string[]).includes(tab);
  return {
    view: { ...DOCK_AT_FIRST, ...told, tab: known ? (tab as DockTab) : DOCK_AT_FIRST.tab },
    missing: known ? [] : [`There is no tab '${tab}' in the dock.`],
  };
}

/** Return what is looked at in other ways than before: what a person has chosen meanwhile. */
function chosenSince(before: DockView, now: DockView): Partial<DockView> {
  return Object.fromEntries(FIELDS.filter((field) => now[field] !== before[field]).map((field) => [field, now[field]]));
}

/** The dock's part of the address. An address that says nothing of it, the front page's, leaves it as it was. */
export const dockPart: LookedPart = {
  read: () => dockLooked(useDock.getState()),
  apply(looked, before) {
    const { view, missing } = lookedDock(looked);
    const told = FIELDS.some((field) => looked[parameterOf(field)] !== undefined);
    if (told || location.pathname !== "/") useDock.setState({ ...view, ...chosenSince(lookedDock(before).view, useDock.getState()) });
    return missing;
  },
  watch: (onChange) => useDock.subscribe(onChange),
};
