/** Notes and groups: what is put beside the steps to say what they are about. */
import type { Position, StepGroup, Tint } from "../api/types";
import { completedGroup, completedNote } from "../flow/document";
import { freePlace, snap } from "../flow/geometry";
import { freshId } from "../flow/naming";
import { beginEditing, menuPlace, pointerPlace } from "./canvasView";
import { edit, flowNow, select, useFlow } from "./flowStore";
import { noteAbove } from "./placing";
import { viewCentre } from "./view";

export const TINTS: readonly Tint[] = ["grey", "amber", "blue", "teal", "coral", "magenta"];

const ids = (list: readonly { id: string }[]): Set<string> => new Set(list.map((one) => one.id));

/** Put a note on the canvas and begin to write it: at the menu, above the selection, at the pointer, else in the middle. */
export function addNote(at: Position | null = menuPlace()): void {
  const flow = flowNow();
  const note = completedNote({ id: freshId("note", ids(flow.notes)), x: 0, y: 0 });
  const middle = viewCentre();
  const near = noteAbove(flow, useFlow.getState().selection) ?? pointerPlace() ?? { x: middle.x - note.width / 2, y: middle.y - note.height / 2 };
  const { id } = note;
  edit({ type: "add_note", note: { ...note, ...(at ? snap(at) : freePlace(flow, near, note)) } });
  select({ notes: [id] });
  beginEditing({ kind: "note", id });
}

/** Make a group of the selected steps; selected with a group, they join it. */
export function groupSelected(): void {
  const flow = flowNow();
  const { steps, groups } = useFlow.getState().selection;
  const chosen = flow.groups.filter((group) => groups.includes(group.id));
  const members = [...new Set([...chosen.flatMap((group) => group.steps), ...steps])];
  if (members.length === 0) return;
  const [first] = chosen;
  const id = first?.id ?? freshId("group", ids(flow.groups));
  edit({ type: "group", group: { ...(first ?? completedGroup({ id })), steps: members } });
  select({ groups: [id] });
  if (!first) beginEditing({ kind: "group", id });
}

/** Take the frames of the selected groups away, and the selected steps out of their groups. */
export function ungroupSelected(): void {
  const flow = flowNow();
  const { steps, groups } = useFlow.getState().selection;
  const members = flow.groups.filter((group) => groups.includes(group.id)).flatMap((group) => group.steps);
  edit({ type: "ungroup", steps, groups });
  select({ steps: [...new Set([...steps, ...members])] });
}

/** Return the groups that the selected steps could join: those that do not hold all of them already. */
export function joinableGroups(): StepGroup[] {
  const { steps } = useFlow.getState().selection;
  return steps.length === 0 ? [] : flowNow().groups.filter((group) => !steps.every((id) => group.steps.includes(id)));
}

/** Put the selected steps into a group, out of those they are in. */
export function joinGroup({ id, title }: StepGroup): void {
  const { steps } = useFlow.getState().selection;
  const group = flowNow().groups.find((one) => one.id === id);
  if (!group) return;
  edit({ type: "group", group: { ...group, steps: [...new Set([...group.steps, ...steps])] } }, `add ${steps.length === 1 ? steps[0] : `${steps.length} steps`} to ${title ? `'${title}'` : "a group"}`);
}

/** Take the selected steps out of their groups; where they lie stays the same. */
export function leaveGroup(): void {
  const { steps } = useFlow.getState().selection;
  edit({ type: "ungroup", steps, groups: [] }, "take out of group");
}

/** Select the steps of the selected groups, and no longer the groups. */
export function selectGrouped(): void {
  const { groups } = useFlow.getState().selection;
  select({ steps: flowNow().groups.filter((group) => groups.includes(group.id)).flatMap((group) => group.steps) });
}

/** Tint the selected notes and groups. */
export function tintSelected(color: Tint): void {
  const { notes, groups } = useFlow.getState().selection;
  edit({ type: "tint", notes, groups, color });
}
