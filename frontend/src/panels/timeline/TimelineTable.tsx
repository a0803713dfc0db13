/** The timeline as a table: the windows and the items in sight, and what is known of each. */
import { useMemo, useState } from "react";
import { neededText } from "../../timeline/describe";
import { instantIso, instantText } from "../../timeline/instants";
import { LATE } from "../../timeline/items";
import type { View } from "../../timeline/scale";
import { itemsInSight, windowsInSight, type Scene } from "../../timeline/scene";
import type { Seen } from "../../timeline/stage";
import { OPEN } from "../../timeline/windows";
import { LateMark } from "../dock/LateTab";
import { VirtualTable, type Column } from "../dock/VirtualTable";
import { chooseRow } from "./chosen";
import { Switch } from "./Controls";

export function TimelineTable({ seen, range }: { seen: Seen; range: View | null }) {
  const [what, show] = useState<"windows" | "items">("windows");
  const scene = useMemo(() => listed(seen.scene, range), [seen.scene, range]);
  const windows = useMemo(() => windowsInSight(scene), [scene]);
  const rows = useMemo(() => itemsInSight(scene), [scene]);
  const bars = useMemo(() => new Set(seen.bars), [seen.bars]);
  const options = [["windows", `Windows (${windows.length.toLocaleString("en-US")})`], ["items", `Items (${rows.length.toLocaleString("en-US")})`]] as const;
  return (
    <div className="tl-table" data-testid="timeline-table">
      <div className="tl-table-head">
        <Switch label="What is listed" value={what} options={options} onChange={(value) => show(value === "items" ? "items" : "windows")} />
        <span className="dk-quiet">{range === null ? "in sight of the picture" : "in the brushed stretch"}</span>
      </div>
      {what === "windows" ? <WindowsList scene={scene} windows={windows} bars={bars} /> : <ItemsList scene={scene} rows={rows} />}
    </div>
  );
}

/** What is listed is not cut off by how far lanes are scrolled, but by the brushed stretch if there is one. */
function listed(scene: Scene, range: View | null): Scene {
  const view = range ?? scene.view;
  const { items } = scene.timeline;
  return { ...scene, by: "arrival", view, first: items.before_us(view.from_us), end: items.before_us(view.to_us) };
}

function WindowsList({ scene, windows, bars }: { scene: Scene; windows: readonly number[]; bars: ReadonlySet<number> }) {
  const columns = useMemo(() => windowColumns(scene, bars), [scene, bars]);
  return <VirtualTable label="Windows in sight" columns={columns} count={windows.length} row={(index) => windows[index] ?? "–"} share={() => null} testId="timeline-window" />;
}

function windowColumns(scene: Scene, bars: ReadonlySet<number>): Column<number, null>[] {
  const { windows } = scene.timeline;
  const time = (us: number): string => instantText(us, scene.zone, true);
  return [
    { id: "key", head: "key", width: 160, cell: (at) => <WindowKey scene={scene} at={at} hasBar={bars.has(at)} /> },
    { id: "window", head: "window", width: 128, numeric: true, cell: (at) => windows.id[at] ?? "–" },
    { id: "state", head: "state", width: 72, cell: (at) => (windows.state[at] === OPEN ? "open" : "closed") },
    { id: "open", head: "open", width: 200, cell: (at) => time(windows.open[at] as number) },
    { id: "close", head: "close", width: 200, cell: (at) => time(windows.close[at] as number) },
    { id: "merged", head: "merged", width: 100, cell: (at) => (windows.merged.get(at) ?? []).join(", ") },
  ];
}

/** The key of a window; what is drawn of the window is written beside it, for machines that compare. */
function WindowKey({ scene, at, hasBar }: { scene: Scene; at: number; hasBar: boolean }) {
  const { windows, keys } = scene.timeline;
  const key = keys.names[windows.key[at] as number];
  return (
    <span
      className="dk-key"
      data-window={windows.id[at] ?? ""}
      data-key={key}
      data-open={instantIso(windows.open[at] as number)}
      data-close={instantIso(windows.close[at] as number)}
      data-merged={(windows.merged.get(at) ?? []).join(",")}
      data-state={windows.state[at] === OPEN ? "open" : "closed"}
      data-bar={hasBar}
    >
      {key}
    </span>
  );
}

function ItemsList({ scene, rows }: { scene: Scene; rows: readonly number[] }) {
  const columns = useMemo(() => itemColumns(scene), [scene]);
  const [selected, select] = useState<number | null>(null);
  const choose = (index: number): void => {
    select(index);
    chooseRow(scene.timeline, rows[index] ?? -1);
  };
  return <VirtualTable label="Items in sight" columns={columns} count={rows.length} row={(index) => rows[index] ?? "–"} share={() => null} testId="timeline-item" onSelect={choose} selected={selected} />;
}

function itemColumns(scene: Scene): Column<number, null>[] {
  const { items, keys, frozen } = scene.timeline;
  const time = (us: number | undefined): string => (us === undefined || Number.isNaN(us) ? "–" : instantText(us, scene.zone, true));
  return [
    { id: "item", head: "item", width: 80, numeric: true, cell: (row) => items.position[row] },
    { id: "key", head: "key", width: 140, cell: (row) => <span title={keys.names[items.key[row] as number]}>{keys.names[items.key[row] as number]}</span> },
    { id: "verdict", head: "verdict", width: 88, cell: (row) => <Verdict isLate={items.verdict[row] === LATE} /> },
    { id: "time", head: "timestamp", width: 200, cell: (row) => time(items.time[row]) },
    ...(frozen ? [] : [{ id: "arrived", head: "arrived", width: 200, cell: (row: number) => time(items.arrived[row]) }]),
    { id: "watermark", head: "watermark after", width: 200, cell: (row) => time(items.after[row]) },
    { id: "needed", head: "wait needed", width: 110, numeric: true, cell: (row) => neededText(scene.timeline, row) },
    { id: "windows", head: "windows", width: 120, cell: (row) => items.windowIds(row).map((id) => id ?? "?").join(", ") },
  ];
}

function Verdict({ isLate }: { isLate: boolean }) {
  return isLate ? <span className="tl-word-late"><LateMark /> late</span> : "on time";
}
