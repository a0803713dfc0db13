/** The past and the future of a flow: undo, redo, and which edits count as one. */
import type { Flow } from "../api/types";
import { applyEdit, type Edit } from "./edits";
import type { Joins } from "./groups";

/** Edits of one thing that follow each other within this time are one entry. */
const TOGETHER_MS = 1_000;
const MOST_ENTRIES = 200;

interface Entry {
  before: Flow;
  label: string;
}

export interface History {
  readonly past: readonly Entry[];
  readonly present: Flow;
  readonly future: readonly { after: Flow; label: string }[];
  /** What the last edit was about, and when; null when the next edit starts an entry of its own. */
  readonly last: { about: string; atMs: number } | null;
}

export function startHistory(flow: Flow): History {
  return { past: [], present: flow, future: [], last: null };
}

/** Return the history after an edit, told to a person as `label` if given; the same history when nothing changed. */
export function record(history: History, edit: Edit, atMs: number, label = describeEdit(edit)): History {
  const present = applyEdit(history.present, edit);
  if (present === history.present) return history;
  const about = subject(edit);
  const joins = about !== null && history.last?.about === about && atMs - history.last.atMs < TOGETHER_MS;
  const entry = { before: history.present, label };
  return {
    past: joins ? history.past : [...history.past, entry].slice(-MOST_ENTRIES),
    present,
    future: [],
    last: about === null ? null : { about, atMs },
  };
}

/** Return the history whose next edit is an entry of its own. */
export function settle(history: History): History {
  return history.last === null ? history : { ...history, last: null };
}

export function undo(history: History): History {
  const entry = history.past.at(-1);
  if (!entry) return history;
  return {
    past: history.past.slice(0, -1),
    present: entry.before,
    future: [{ after: history.present, label: entry.label }, ...history.future],
    last: null,
  };
}

export function redo(history: History): History {
  const [next, ...later] = history.future;
  if (!next) return history;
  return {
    past: [...history.past, { before: history.present, label: next.label }],
    present: next.after,
    future: later,
    last: null,
  };
}

/** Return what an edit is about, when several of its kind in a row are one change to a person. */
function subject(edit: Edit): string | null {
  switch (edit.type) {
    case "set_config":
      return `config ${edit.id} ${edit.path.join(".")}`;
    case "set_title":
      return `title ${edit.id}`;
    case "rename_flow":
    case "describe_flow":
    case "set_cost_of_lateness":
      return edit.type;
    case "move_steps":
      // Joining or leaving a group is a change of its own.
      if (Object.keys(edit.joins ?? {}).length > 0) return null;
      return `move ${[...Object.keys(edit.to), ...Object.keys(edit.notes ?? {})].toSorted().join(" ")}`;
    case "change_note":
      return `note ${edit.id} ${Object.keys(edit.change).join(" ")}`;
    case "change_group":
      return `group ${edit.id}`;
    case "tint":
      return `tint ${[...edit.notes, ":", ...edit.groups].join(" ")}`;
    default:
      return null;
  }
}

/** Return an edit in words, for "Undo ...". */
export function describeEdit(edit: Edit): string {
  switch (edit.type) {
    case "add_step":
      return `add ${edit.step.id}`;
    case "remove":
      return `delete ${removedWords(edit)}`;
    case "reconnect":
      return `delete ${several(edit.steps)} and reconnect`;
    case "splice":
      return `put ${edit.id} into a stream`;
    case "move_steps":
      return `move ${placedWords(edit)}${joinedWords(edit.joins)}`;
    case "arrange":
      return edit.what ?? "arrange";
    case "add_note":
      return "add note";
    case "change_note":
      return noteWords(edit.change);
    case "group":
      return `group ${several(edit.group.steps)}`;
    case "ungroup":
      return "ungroup";
    case "change_group":
      return "title of group";
    case "tint":
      return `colour of ${edit.groups.length > 0 ? counted(edit.groups.length, "group") : counted(edit.notes.length, "note")}`;
    case "rename_step":
      return `rename ${edit.id}`;
    case "set_title":
      return `title of ${edit.id}`;
    case "set_config":
      return `${edit.path.join(".") || "config"} of ${edit.id}`;
    case "add_stream":
    case "replace_stream":
      return "connect";
    case "paste":
      return `paste ${pastedWords(edit)}`;
    case "rename_flow":
      return "rename flow";
    case "describe_flow":
      return "description";
    case "set_clock":
      return "clock";
    case "set_cost_of_lateness":
      return "cost of lateness";
    case "replace_flow":
      return "import";
    default:
      return edit satisfies never;
  }
}

function several(ids: readonly string[]): string {
  return ids.length === 1 ? String(ids[0]) : `${ids.length} steps`;
}

type Kind<T extends Edit["type"]> = Extract<Edit, { type: T }>;

function removedWords(edit: Kind<"remove">): string {
  const { steps, streams, notes = [], groups = [] } = edit;
  if (steps.length > 0) return several(steps);
  if (notes.length > 0) return counted(notes.length, "note");
  return groups.length > 0 ? counted(groups.length, "group") : counted(streams.length, "stream");
}

function placedWords(edit: Kind<"move_steps">): string {
  const steps = Object.keys(edit.to);
  return steps.length > 0 ? several(steps) : counted(Object.keys(edit.notes ?? {}).length, "note");
}

function joinedWords(joins: Joins = {}): string {
  const groups = Object.values(joins);
  if (groups.length === 0) return "";
  return groups.every((group) => group === null) ? " out of its group" : " into a group";
}

function pastedWords(edit: Kind<"paste">): string {
  return edit.steps.length > 0 ? several(edit.steps.map((step) => step.id)) : counted(edit.notes?.length ?? 0, "note");
}

function noteWords(change: Kind<"change_note">["change"]): string {
  if (change.text !== undefined) return "text of note";
  return change.width === undefined ? "move note" : "size of note";
}

function counted(count: number, thing: string): string {
  return count === 1 ? thing : `${count} ${thing}s`;
}
