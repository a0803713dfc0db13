/** Keys to actions, wherever the focus is. */
import { stepOf } from "../flow/document";
import { actionOf, perform, type ActionName } from "./actions";
import { announce } from "./announcing";
import { actionWith } from "./keys";
import { flowNow, select, useFlow } from "./flowStore";
import { meanings } from "./keyText";
import { pasteText } from "./steps";
import { useView } from "./view";

export { keyNames } from "./keyText";

/** Listen to the keyboard; returns how to end that. */
export function keepShortcuts(): () => void {
  addEventListener("keydown", onWalkKey, true);
  addEventListener("keydown", onKey);
  addEventListener("paste", onPaste);
  return () => {
    removeEventListener("keydown", onWalkKey, true);
    removeEventListener("keydown", onKey);
    removeEventListener("paste", onPaste);
  };
}

/** The canvas' library moves a selected step by any arrow, with Alt as well: it must not see those that walk. */
function onWalkKey(event: KeyboardEvent): void {
  if (!event.altKey || !event.key.startsWith("Arrow")) return;
  onKey(event);
  if (event.defaultPrevented) event.stopPropagation();
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || useView.getState().dialog !== null) return;
  const name = meanings(event).map(actionWith).find((found) => found !== null) ?? null;
  if (name === null || (isTyping(event.target) && !worksInField(event, name)) || belongsToControl(event, name)) return;
  // A selection of text is copied as text.
  if ((name === "copy" || name === "cut") && String(getSelection()) !== "") return;
  // The browser's own paste brings the text without having to ask the person for leave to read it.
  if (name === "paste") return;
  if (event.key.startsWith("Arrow") && (actionOf(name).available?.() ?? null) !== null) return;
  event.preventDefault();
  selectFocused(event, name);
  const why = perform(name);
  // Escape is also pressed for good measure.
  if (why !== null && name !== "close") announce(`${actionOf(name).title.replace("…", "")}: ${why}`);
}

/** What is done to a step is done to the one that has the focus, when it is not among the selected. */
function selectFocused(event: KeyboardEvent, name: ActionName): void {
  if (!actionOf(name).places?.includes("step") || !(event.target instanceof HTMLElement) || !event.target.matches("[data-canvas] *")) return;
  const { id } = event.target.dataset;
  if (id === undefined || !stepOf(flowNow(), id) || useFlow.getState().selection.steps.includes(id)) return;
  select({ steps: [id] });
}

function onPaste(event: ClipboardEvent): void {
  if (isTyping(event.target) || useView.getState().dialog !== null) return;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (text.trim() !== "") pasteText(text);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable=true]") !== null;
}

function worksInField(event: KeyboardEvent, name: ActionName): boolean {
  return (actionOf(name).inFields ?? false) || undoesField(event, name);
}

/** What is typed into a step's form is an edit like any other; fields that wait for Enter undo their letters themselves. */
function undoesField(event: KeyboardEvent, name: ActionName): boolean {
  if (name !== "undo" && name !== "redo") return false;
  const field = event.target instanceof HTMLElement ? event.target : null;
  return field !== null && field.closest("[data-config]") !== null && field.closest("[data-own-undo]") === null;
}

/** Lists, tabs and menus have their own use of letters and of Delete. */
function belongsToControl(event: KeyboardEvent, name: ActionName): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || /^F\d/.test(event.key)) return false;
  const target = event.target;
  if (!(target instanceof Element)) return false;
  // Arrows move what is selected while the canvas, or nothing, has the focus.
  if (event.key.startsWith("Arrow")) return target !== document.body && target.closest("[data-canvas]") === null;
  if (name === "close") return target.closest("[role=menu], [role=dialog]") !== null;
  if (name === "remove") return target.closest("button, [role=tab], [role=row], [role=separator]") !== null;
  return target.closest("[role=menu], [role=listbox], [role=slider]") !== null;
}
