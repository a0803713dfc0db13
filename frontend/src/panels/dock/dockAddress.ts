/** What is looked at in the dock, as parameters of the address: every field of `useDock` has one. */
import type { Looked } from "../../state/route";
import { useLayout } from "../../state/layout";
import type { LookedPart } from "../../state/looking";
import { DOCK_AT_FIRST, DOCK_TABS, useDock, type DockTab, type DockView } from "./dockStore";

/** Short names for the address; a field without one has its own. */
const PARAMETERS: Partial<Readonly<Record<keyof DockView, string>>> = {
  chartAcross: "over", chartBy: "per", lateStep: "late", lateItem: "late-item", lateFilter: "late-filter", lateSort: "late-sort", windowStep: "windows", windowFilter: "windows-filter",
  windowSort: "windows-sort", costStep: "cost", costField: "cost-field", costSort: "cost-sort", timelineStep: "timeline", timelineBy: "timeline-by", timelineItem: "timeline-item", timelineRange: "timeline-range",
  metricsSort: "metrics-sort", logKind: "log-kind", logStep: "log-step", logText: "log-text",
};

const TAB = parameterOf("tab");
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

/** The tab that is in front after an address was opened: none is looked at in a folded dock, and one that is named unfolds it. */
function opened(view: DockView, looked: Looked): DockTab {
  if (looked[TAB] === undefined) return useDock.getState().tab;
  useLayout.setState({ dockOpen: true });
  return view.tab;
}

/** The dock's part of the address. An address that says nothing of it, the front page's, leaves it as it was. */
export const dockPart: LookedPart = {
  read() {
    const { [TAB]: tab, ...others } = dockLooked(useDock.getState());
    return tab === undefined || !useLayout.getState().dockOpen ? others : { [TAB]: tab, ...others };
  },
  apply(looked, before) {
    const { view, missing } = lookedDock(looked);
    const told = FIELDS.some((field) => looked[parameterOf(field)] !== undefined);
    if (!told && location.pathname === "/") return missing;
    const folded = !useLayout.getState().dockOpen;
    const chosen = { ...view, ...chosenSince(lookedDock(before).view, useDock.getState()) };
    useDock.setState(folded ? { ...chosen, tab: opened(view, looked) } : chosen);
    return missing;
  },
  watch(onChange) {
    const stops = [useDock.subscribe(onChange), useLayout.subscribe(({ dockOpen }, before) => dockOpen !== before.dockOpen && onChange())];
    return () => stops.forEach((stop) => stop());
  },
};
