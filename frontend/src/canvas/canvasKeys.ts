/** Keys on what has the focus on the canvas, before React Flow takes them for its own. */
import type { KeyboardEvent } from "react";
import { ACTIONS } from "../state/actions";
import { beginEditing } from "../state/canvasView";
import { select, useFlow, type Selection } from "../state/flowStore";
import { pictured, type Pictured } from "./markPictures";

const MOVES: Readonly<Record<string, () => void>> = {
  ArrowLeft: ACTIONS.nudgeLeft.perform,
  ArrowRight: ACTIONS.nudgeRight.perform,
  ArrowUp: ACTIONS.nudgeUp.perform,
  ArrowDown: ACTIONS.nudgeDown.perform,
  "Shift+ArrowLeft": ACTIONS.nudgeLeftFar.perform,
  "Shift+ArrowRight": ACTIONS.nudgeRightFar.perform,
  "Shift+ArrowUp": ACTIONS.nudgeUpFar.perform,
  "Shift+ArrowDown": ACTIONS.nudgeDownFar.perform,
};

/** Take a key in the capture phase: arrows move by our grid, Enter writes notes and titles, frames are selected. */
export function onCanvasKey(event: KeyboardEvent): void {
  const node = event.target instanceof Element && event.target.matches(".react-flow__node") ? event.target : null;
  const id = node instanceof HTMLElement ? node.dataset["id"] : undefined;
  if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const what = pictured(id);
  const move = MOVES[event.shiftKey ? `Shift+${event.key}` : event.key];
  if (move) take(event, isSelected(what) ? move : null);
  else if (event.key === "F2") take(event, () => rename(what));
  else if (event.key === "Enter" || event.key === " ") onEnter(event, what);
  else if (event.key === "Escape" && what.kind === "group") take(event, () => select({}));
}

function take(event: KeyboardEvent, perform: (() => void) | null): void {
  if (perform === null) return;
  event.preventDefault();
  event.stopPropagation();
  perform();
}

function onEnter(event: KeyboardEvent, what: Pictured): void {
  if (what.kind !== "group" && what.kind !== "note") return;
  const chosen = isSelected(what);
  if (event.key === "Enter" && chosen) take(event, () => rename(what));
  else if (what.kind === "group") take(event, () => select(event.shiftKey ? toggled(what.id) : { groups: chosen ? [] : [what.id] }));
}

function toggled(group: string): Selection {
  const { selection } = useFlow.getState();
  const others = selection.groups.filter((id) => id !== group);
  return { ...selection, groups: others.length < selection.groups.length ? others : [...others, group] };
}

function rename(what: Pictured): void {
  selectOnly(what);
  if (what.kind === "note" || what.kind === "group") beginEditing({ kind: what.kind, id: what.id });
  else ACTIONS.rename.perform();
}

/** Select one thing and nothing else. */
export function selectOnly({ kind, id }: Pictured): void {
  if (kind === "step") select({ steps: [id] });
  if (kind === "note") select({ notes: [id] });
  if (kind === "group") select({ groups: [id] });
}

export function isSelected({ kind, id }: Pictured): boolean {
  const { steps, notes, groups } = useFlow.getState().selection;
  return (kind === "step" ? steps : kind === "note" ? notes : groups).includes(id);
}
