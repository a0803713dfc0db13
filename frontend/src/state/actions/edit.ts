/** Actions that change the flow or what is selected in it. */
import { redo, select, undo, useFlow } from "../flowStore";
import { copySelected, cutSelected, duplicateSelected, removeSelected, selectAll } from "../steps";
import type { Section } from "./action";
import { needsSelectedPart, needsSelection, needsSteps } from "./conditions";

const before = (): string | null => useFlow.getState().history.past.at(-1)?.label ?? null;
const after = (): string | null => useFlow.getState().history.future[0]?.label ?? null;

const COPIED = ["step", "note", "group", "several"] as const;

export const EDIT = {
  undo: { title: "Undo", keys: ["Mod+Z"], available: () => (before() === null ? "There is nothing to undo." : null), detail: before, places: ["canvas"], section: "history", perform: undo },
  redo: { title: "Redo", keys: ["Mod+Shift+Z", "Mod+Y"], available: () => (after() === null ? "There is nothing to redo." : null), detail: after, places: ["canvas"], section: "history", perform: redo },
  close: { title: "Select nothing", keys: ["Escape"], available: needsSelection, perform: () => select({}) },
  remove: { title: "Delete", keys: ["Delete", "Backspace"], available: needsSelection, places: ["step", "stream", "note", "group", "several"], section: "remove", perform: removeSelected },
  copy: { title: "Copy", keys: ["Mod+C"], available: needsSelectedPart, places: COPIED, section: "copy", perform: copySelected },
  cut: { title: "Cut", keys: ["Mod+X"], available: needsSelectedPart, places: COPIED, section: "copy", perform: cutSelected },
  duplicate: { title: "Duplicate", keys: ["Mod+D"], available: needsSelectedPart, places: COPIED, section: "copy", perform: duplicateSelected },
  selectAll: { title: "Select all", keys: ["Mod+A"], available: needsSteps, places: ["canvas"], section: "look", perform: selectAll },
} as const satisfies Section;
