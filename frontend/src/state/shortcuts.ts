/** Keys to actions, wherever the focus is. */
import { ACTIONS, type Action } from "./actions";
import { pasteText } from "./steps";
import { useView } from "./view";

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** Listen to the keyboard; returns how to end that. */
export function keepShortcuts(): () => void {
  addEventListener("keydown", onKey);
  addEventListener("paste", onPaste);
  return () => {
    removeEventListener("keydown", onKey);
    removeEventListener("paste", onPaste);
  };
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || useView.getState().dialog !== null) return;
  const typing = isTyping(event.target);
  const action = Object.values<Action>(ACTIONS).find((one) => one.keys.some((keys) => matches(event, keys)));
  if (!action || (typing && !action.inFields && !undoesField(event, action)) || belongsToControl(event, action)) return;
  // A selection of text is copied as text.
  if ((action === ACTIONS.copy || action === ACTIONS.cut) && String(getSelection()) !== "") return;
  // The browser's own paste brings the text without having to ask the person for leave to read it.
  if (action === ACTIONS.paste || (action.available?.() ?? null) !== null) return;
  event.preventDefault();
  void action.perform();
}

function onPaste(event: ClipboardEvent): void {
  if (isTyping(event.target) || useView.getState().dialog !== null) return;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (text.trim() !== "") pasteText(text);
}

/** Return whether an event means these keys, such as `Mod+Shift+Z`. */
export function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const mod = IS_MAC ? event.metaKey : event.ctrlKey;
  if (mod !== parts.includes("Mod") || event.altKey) return false;
  // "?" and "/" are typed with Shift on some keyboards, so that Shift counts for letters and digits only.
  if (!/^[A-Z0-9]$|^\w{2,}$/.test(key)) return event.key === key;
  return event.shiftKey === parts.includes("Shift") && (event.key.toUpperCase() === key.toUpperCase() || event.code === `Digit${key}`);
}

/** Return keys as a person reads them: `Ctrl Z`. */
export function keyNames(keys: string): string[] {
  return keys.split("+").map((part) => (part === "Mod" ? (IS_MAC ? "⌘" : "Ctrl") : part));
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable=true]") !== null;
}

/** What is typed into a step's form is an edit like any other; fields that wait for Enter undo their letters themselves. */
function undoesField(event: KeyboardEvent, action: Action): boolean {
  if (action !== ACTIONS.undo && action !== ACTIONS.redo) return false;
  const field = event.target instanceof HTMLElement ? event.target : null;
  return field !== null && field.closest("[data-config]") !== null && field.closest("[data-own-undo]") === null;
}

/** Lists, tabs and menus have their own use of letters and of Delete. */
function belongsToControl(event: KeyboardEvent, action: Action): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  const target = event.target;
  if (!(target instanceof Element)) return false;
  // Arrows move what is selected while the canvas, or nothing, has the focus.
  if (event.key.startsWith("Arrow")) return target !== document.body && target.closest("[data-canvas]") === null;
  if (action === ACTIONS.close) return target.closest("[role=menu], [role=dialog]") !== null;
  if (action === ACTIONS.remove) return target.closest("button, [role=tab], [role=row], [role=separator]") !== null;
  return target.closest("[role=menu], [role=listbox]") !== null;
}
