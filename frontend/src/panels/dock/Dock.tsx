/** The dock below the canvas: what a run tells, in tabs. */
import { lazy, Suspense, type ComponentType, type KeyboardEvent } from "react";
import IconDown from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import IconUp from "@tabler/icons-react/dist/esm/icons/IconChevronUp.mjs";
import { ACTIONS } from "../../state/actions";
import { useLayout } from "../../state/layout";
import { useDoctor } from "../../state/doctor";
import { useProblems } from "../../state/problems";
import { Banners } from "./Banners";
import { fullCount, shortCount } from "./cells";
import "./dock.css";
import "./evidence.css";
import "./problems.css";
import "./table.css";
import { CostTab } from "./CostTab";
import { DOCK_TABS, openDockTab, useDock, type DockTab } from "./dockStore";
import { DoctorTab } from "../doctor/DoctorTab";
import { LateMark, LateTab } from "./LateTab";
import { LogTab } from "./LogTab";
import { OutputTab } from "./OutputTab";
import { ProblemsTab } from "./ProblemsTab";
import { RunLine } from "./RunLine";
import { useRun } from "./runStore";
import { allLate, allOff, allTaken, allWindows } from "./tallies";
import { WindowsTab } from "./WindowsTab";

/** Drawn by much code that a first look at a flow does not need. */
const TimelineTab = lazy(async () => ({ default: (await import("../timeline/TimelineTab")).TimelineTab }));

const MetricsTab = lazy(async () => ({ default: (await import("./MetricsTab")).MetricsTab }));

const TABS: Readonly<Record<DockTab, { title: string; Body: ComponentType }>> = {
  output: { title: "Output", Body: OutputTab },
  late: { title: "Late", Body: LateTab },
  windows: { title: "Windows", Body: WindowsTab },
  timeline: { title: "Timeline", Body: TimelineTab },
  cost: { title: "Cost", Body: CostTab },
  metrics: { title: "Metrics", Body: MetricsTab },
  doctor: { title: "Doctor", Body: DoctorTab },
  problems: { title: "Problems", Body: ProblemsTab },
  log: { title: "Log", Body: LogTab },
};

export function Dock() {
  const tab = useDock((dock) => dock.tab);
  const { Body, title } = TABS[tab];
  return (
    <section className="dk" aria-label="What the run tells" data-testid="dock">
      <div className="dk-top">
        <Tabs open={tab} />
        <RunLine />
        <Fold />
      </div>
      <Banners />
      <div role="tabpanel" id={`dock-panel-${tab}`} aria-labelledby={`dock-tab-${tab}`} aria-label={title} className="dk-panel">
        <Suspense fallback={null}>
          <Body />
        </Suspense>
      </div>
    </section>
  );
}

function Fold() {
  const open = useLayout((layout) => layout.dockOpen);
  const words = open ? "Fold the dock" : "Unfold the dock";
  return (
    <button type="button" className="dk-fold" aria-label={words} title={words} onClick={() => void ACTIONS.dockShown.perform()}>
      {open ? <IconDown size={14} aria-hidden="true" /> : <IconUp size={14} aria-hidden="true" />}
    </button>
  );
}

function Tabs({ open }: { open: DockTab }) {
  return (
    <div role="tablist" aria-label="What to look at" className="dk-tabs">
      {DOCK_TABS.map((tab) => <Tab key={tab} tab={tab} open={tab === open} />)}
    </div>
  );
}

function Tab({ tab, open }: { tab: DockTab; open: boolean }) {
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextTab(event.key, tab);
    if (next === null) return;
    event.preventDefault();
    openDockTab(next);
    document.getElementById(`dock-tab-${next}`)?.focus();
  };
  return (
    <button
      type="button"
      role="tab"
      id={`dock-tab-${tab}`}
      data-testid={`dock-tab-${tab}`}
      aria-selected={open}
      aria-controls={open ? `dock-panel-${tab}` : undefined}
      tabIndex={open ? 0 : -1}
      className="dk-tab"
      onClick={() => openDockTab(tab)}
      onKeyDown={onKeyDown}
    >
      {TABS[tab].title}
      <Badge tab={tab} />
    </button>
  );
}

function Badge({ tab }: { tab: DockTab }) {
  const late = useRun(allLate);
  const windows = useRun(allWindows);
  const off = useRun(allOff);
  const taken = useRun(allTaken);
  const stalled = useDoctor(({ verdicts }) => verdicts.filter(({ state }) => state === "stalled").length);
  const problems = useProblems();
  if (tab === "log" || tab === "timeline" || tab === "metrics") return null;
  const count = { output: taken, late, windows, cost: off, doctor: stalled, problems: problems.length }[tab];
  const wrong = problems.some((problem) => problem.severity === "error") ? "dk-badge-error" : "dk-badge-warning";
  const tone = count === 0 ? "" : { output: "", late: "dk-badge-late", windows: "", cost: "dk-badge-late", doctor: "dk-badge-warning", problems: wrong }[tab];
  return (
    // The place for the figures is there from the start, so that a tab never moves when its count grows.
    <span className={`dk-badge ${tone}`} title={fullCount(count)} data-testid={`dock-count-${tab}`}>
      {tab === "late" && count > 0 && <LateMark />}
      {shortCount(count)}
    </span>
  );
}

function nextTab(key: string, open: DockTab): DockTab | null {
  const at = DOCK_TABS.indexOf(open);
  const last = DOCK_TABS.length - 1;
  const places: Readonly<Record<string, number>> = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last };
  const place = places[key];
  return place === undefined ? null : (DOCK_TABS[place] ?? null);
}
