/** Actions of the canvas: notes, groups, putting in line, pasting, ways to look. */
import type { Axis, Side } from "../../flow/align";
import { fitSelection, zoomToFullSize, beginEditing } from "../canvasView";
import { flowNow, useFlow } from "../flowStore";
import { addNote, groupSelected, joinableGroups, leaveGroup, selectGrouped, tintSelected, TINTS, ungroupSelected } from "../marks";
import { pasteClipboard } from "../pasting";
import { alignSelected, countUnits, distributeSelected, nudgeSelected } from "../placing";
import { removeAndReconnect } from "../steps";
import { openDialog, revealStep } from "../view";
import type { Action, Section } from "./action";
import { needsSelectedPart } from "./conditions";

export const CANVAS_ADD = {
  addNote: { title: "Add a note", keys: ["N"], places: ["canvas"], section: "begin", perform: () => addNote() },
  paste: { title: "Paste", keys: ["Mod+V"], places: ["canvas"], section: "copy", perform: () => pasteClipboard() },
  pasteConnected: { title: "Paste with incoming streams", keys: ["Mod+Shift+V"], perform: () => pasteClipboard(true) },
} as const satisfies Section;

export const CANVAS_EDIT = {
  removeAndReconnect: { title: "Delete and reconnect", keys: ["Mod+Delete", "Mod+Backspace"], available: needsSteps, places: ["step", "several"], section: "remove", perform: removeAndReconnect },
  rename: { title: "Rename", keys: ["F2"], available: needsOne, places: ["step", "group"], section: "write", perform: renameSelected },
  write: { title: "Write the note", keys: [], available: needsNote, places: ["note"], section: "write", perform: renameSelected },
  group: { title: "Group", keys: ["Mod+G"], available: needsSteps, places: ["step", "several"], section: "group", perform: groupSelected },
  ungroup: { title: "Ungroup", keys: ["Mod+Shift+G"], available: needsGrouped, places: ["group", "several"], section: "group", perform: ungroupSelected },
  joinGroup: { title: "Add to group…", keys: ["Shift+G"], available: needsJoinable, places: ["step", "several"], section: "group", perform: () => openDialog({ kind: "join-group" }) },
  leaveGroup: { title: "Take out of group", keys: ["Shift+U"], available: needsGroupedStep, places: ["step", "several"], section: "group", perform: leaveGroup },
  selectGrouped: { title: "Select the group's steps", keys: [], available: needsGroup, places: ["group"], section: "group", perform: selectGrouped },
  alignLeft: align("left", "Align left"),
  alignCentre: align("centre", "Align centres"),
  alignRight: align("right", "Align right"),
  alignTop: align("top", "Align tops"),
  alignMiddle: align("middle", "Align middles"),
  alignBottom: align("bottom", "Align bottoms"),
  distributeAcross: distribute("across", "Even gaps across"),
  distributeDown: distribute("down", "Even gaps down"),
  nudgeLeft: nudge("left", "ArrowLeft", -1, 0),
  nudgeRight: nudge("right", "ArrowRight", 1, 0),
  nudgeUp: nudge("up", "ArrowUp", 0, -1),
  nudgeDown: nudge("down", "ArrowDown", 0, 1),
  nudgeLeftFar: nudge("left by five", "Shift+ArrowLeft", -5, 0),
  nudgeRightFar: nudge("right by five", "Shift+ArrowRight", 5, 0),
  nudgeUpFar: nudge("up by five", "Shift+ArrowUp", 0, -5),
  nudgeDownFar: nudge("down by five", "Shift+ArrowDown", 0, 5),
  tintGrey: tint(0, "Colour it grey"),
  tintAmber: tint(1, "Colour it amber"),
  tintBlue: tint(2, "Colour it blue"),
  tintTeal: tint(3, "Colour it teal"),
  tintCoral: tint(4, "Colour it coral"),
  tintMagenta: tint(5, "Colour it magenta"),
} as const satisfies Section;

export const CANVAS_VIEW = {
  fullSize: { title: "Zoom to 100 %", keys: ["Mod+0"], places: ["canvas"], section: "look", perform: zoomToFullSize },
  fitSelection: { title: "Show what is selected", keys: ["Shift+2"], available: needsSelectedPart, places: ["several"], section: "look", perform: fitSelection },
} as const satisfies Section;

function align(side: Side, title: string): Action {
  return { title, keys: [], available: needsTwo, perform: () => alignSelected(side) };
}

function distribute(axis: Axis, title: string): Action {
  return { title, keys: [], available: needsThree, perform: () => distributeSelected(axis) };
}

function nudge(where: string, keys: string, across: number, down: number): Action {
  return { title: `Move ${where}`, keys: [keys], available: needsSelectedPart, perform: () => nudgeSelected(across, down) };
}

function tint(index: number, title: string): Action {
  const color = TINTS[index] ?? "grey";
  const tinted = (): boolean => selectedMarks().length > 0 && selectedMarks().every((mark) => mark.color === color);
  return { title, keys: [], available: needsMark, on: tinted, places: ["note", "group"], section: "colour", perform: () => tintSelected(color) };
}

const selection = () => useFlow.getState().selection;

function selectedMarks(): { color: string }[] {
  const { notes, groups } = selection();
  return [...flowNow().notes.filter((note) => notes.includes(note.id)), ...flowNow().groups.filter((group) => groups.includes(group.id))];
}

/** Write the selected note or the title of the selected group; for a step, go to the field of its title. */
function renameSelected(): void {
  const { steps, notes, groups } = selection();
  const [step, note, group] = [steps[0], notes[0], groups[0]];
  if (note !== undefined) beginEditing({ kind: "note", id: note });
  else if (group !== undefined) beginEditing({ kind: "group", id: group });
  else if (step !== undefined) revealStep(step, ":title");
}

function needsOne(): string | null {
  const { steps, notes, groups } = selection();
  return steps.length + notes.length + groups.length === 1 ? null : "Select one step, note or group first.";
}

function needsSteps(): string | null {
  const { steps, groups } = selection();
  return steps.length + groups.length > 0 ? null : "Select a step first.";
}

function needsNote(): string | null {
  return selection().notes.length === 1 ? null : "Select one note first.";
}

function needsGroup(): string | null {
  return selection().groups.length > 0 ? null : "Select a group first.";
}

function needsGrouped(): string | null {
  const { steps, groups } = selection();
  const grouped = groups.length > 0 || flowNow().groups.some((group) => group.steps.some((id) => steps.includes(id)));
  return grouped ? null : "Select a group, or a step that is in one, first.";
}

function needsJoinable(): string | null {
  if (selection().steps.length === 0) return "Select a step first.";
  if (flowNow().groups.length === 0) return "This flow has no groups yet. Select steps and group them first.";
  return joinableGroups().length > 0 ? null : "There is no other group.";
}

function needsGroupedStep(): string | null {
  const { steps } = selection();
  return flowNow().groups.some((group) => group.steps.some((id) => steps.includes(id))) ? null : "Select a step that is in a group first.";
}

function needsMark(): string | null {
  const { notes, groups } = selection();
  return notes.length + groups.length > 0 ? null : "Select a note or a group first.";
}

function needsTwo(): string | null {
  return countUnits(flowNow(), selection()) > 1 ? null : "Select two or more steps or notes first.";
}

function needsThree(): string | null {
  return countUnits(flowNow(), selection()) > 2 ? null : "Select three or more steps or notes first.";
}
