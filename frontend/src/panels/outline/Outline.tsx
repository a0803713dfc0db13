/** The flow as a tree: everything the canvas can do, for those who do not use it. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { useCatalogue } from "../../state/catalogue";
import { select, selectFlow, useFlow } from "../../state/flowStore";
import { revealStep } from "../../state/view";
import { LeftTabs } from "./LeftTabs";
import { rowAfter, rowsOf, type Row } from "./rows";
import { StepRow, StreamRow } from "./OutlineRow";
import { useLiveCounts } from "./useLiveCounts";
import leftSide from "../leftSide.module.css";
import classes from "./outline.module.css";

export function Outline() {
  return (
    <nav className={`${leftSide.side} ${classes.outline}`} aria-label="Outline of the flow">
      <LeftTabs />
      <Tree />
    </nav>
  );
}

function Tree() {
  const flow = useFlow(selectFlow);
  const operators = useCatalogue((state) => state.operators);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [naming, setNaming] = useState<string | null>(null);
  const rows = useMemo(() => rowsOf(flow, operators, open), [flow, operators, open]);
  const tree = useRef<HTMLDivElement>(null);
  useLiveCounts(tree);
  const [active, setActive] = useActive(rows);
  useFocusKept(tree, active);
  const toggle = (stepId: string, opened: boolean): void => setOpen((before) => new Set(opened ? [...before, stepId] : [...before].filter((id) => id !== stepId)));
  const goTo = (row: Row): void => {
    setActive(row.key);
    selectRow(row);
    // Rows keep their places while one walks, so the row is there to take the focus.
    tree.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows.findIndex(({ key }) => key === active);
    const row = rows[at];
    if (!row || event.altKey || event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement) return;
    const opens = row.kind === "step" && ((event.key === "ArrowRight" && !row.open) || (event.key === "ArrowLeft" && row.open));
    const next = opens ? null : rowAfter(rows, at, event.key);
    const act = opens ? () => toggle(row.key, event.key === "ArrowRight") : next ? () => goTo(next) : keyAct(row, event.key, setNaming);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  if (rows.length === 0) return <p className={classes.none}>This flow has no steps yet. Press / to add one.</p>;
  return (
    <div ref={tree} role="tree" tabIndex={-1} aria-label="Steps of the flow" className={classes.tree} onKeyDown={onKeyDown} data-testid="outline">
      {rows.map((row) =>
        row.kind === "step" ? (
          <StepRow key={row.key} row={row} active={row.key === active} naming={naming === row.key} onNamed={() => setNaming(null)} onOpen={toggle} onGo={goTo} />
        ) : (
          <StreamRow key={row.key} row={row} active={row.key === active} onGo={goTo} />
        ),
      )}
    </div>
  );
}

/** The row that Tab comes to: where one was, or what is selected on the canvas; of a row that is gone, what took its place. */
function useActive(rows: readonly Row[]): [string | null, (key: string) => void] {
  const [wanted, setWanted] = useState<{ key: string; at: number }>({ key: "", at: 0 });
  const selected = useFlow((state) => state.selection.steps.at(-1));
  const at = rows.findIndex(({ key }) => key === wanted.key);
  useEffect(() => {
    const key = selected === undefined || wanted.key.startsWith(`${selected}.`) ? wanted.key : selected;
    const place = rows.findIndex((row) => row.key === key);
    if (place !== -1 && (key !== wanted.key || place !== wanted.at)) setWanted({ key, at: place });
  }, [selected, rows, wanted]);
  const near = rows[at === -1 ? Math.min(wanted.at, rows.length - 1) : at];
  return [near?.key ?? null, (key) => setWanted({ key, at: rows.findIndex((row) => row.key === key) })];
}

/** Whoever stands on a row has it selected, so that every action is about it. */
function selectRow(row: Row): void {
  if (row.kind === "step") select({ steps: [row.step.id] });
  else if (row.stream) select({ streams: [row.stream] });
  else select({ steps: [row.stepId] });
}

/** What a key does with a row besides walking; letters such as C and A are the actions' own. */
function keyAct(row: Row, key: string, setNaming: (stepId: string) => void): (() => void) | null {
  if (key === "F2" && row.kind === "step") return () => setNaming(row.key);
  if (key === "Enter" && row.kind === "step") return () => revealStep(row.step.id);
  if (key === "Enter" || key === " ") return () => selectRow(row);
  return null;
}

/** When the row with the focus is gone, deleted say, the row one stands on now takes it. */
function useFocusKept(tree: RefObject<HTMLElement | null>, active: string | null): void {
  const inside = useRef(false);
  useEffect(() => {
    const note = (event: FocusEvent): void => {
      inside.current = event.target instanceof Node && (tree.current?.contains(event.target) ?? false);
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, [tree]);
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) tree.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  }, [tree, active]);
}
