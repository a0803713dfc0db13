/** Copy, cut, paste and duplicate: parts of flows as text on the system's clipboard, for other tabs and flows as well. */
import type { Flow, Position, Step, Stream } from "../api/types";
import { cornerOf, cutOut, incomingOf, keepingIncoming, pasteEdit, type Part } from "../flow/clipboard";
import type { Joins } from "../flow/groups";
import { isEmpty, MAX_STEPS } from "../flow/document";
import { freePlace, GRID, snap } from "../flow/geometry";
import { readFlow, writeFlow } from "../flow/transfer";
import { readClipboard, writeClipboard } from "./clipboardText";
import { edit, flowNow, select, useFlow } from "./flowStore";
import { notify } from "./notices";
import { sceneNow } from "./scene";
import { pastePlace } from "./canvasView";

/** The streams that entered what was copied last, with the text that was copied. */
let lastCopied: { text: string; incoming: Stream[] } = { text: "", incoming: [] };

/** Return what is selected; a group stands for its steps. */
export function selectedPart(): Part & { steps: ReadonlySet<string> } {
  const { steps, notes, groups } = useFlow.getState().selection;
  const held = flowNow().groups.filter((group) => groups.includes(group.id)).flatMap((group) => group.steps);
  return { steps: new Set([...steps, ...held]), notes: new Set(notes), groups: new Set(groups) };
}

function selectedClip(): Flow | null {
  const clip = cutOut(flowNow(), selectedPart());
  return isEmpty(clip) ? null : clip;
}

export async function copySelected(): Promise<void> {
  const clip = selectedClip();
  if (!clip) return;
  const text = writeFlow(clip);
  lastCopied = { text, incoming: incomingOf(flowNow(), new Set(clip.steps.map((step) => step.id))) };
  if (!(await writeClipboard(text))) notify("error", "Nothing was copied", "This browser does not let the page write to the clipboard. Allow it for this page.");
}

export async function cutSelected(): Promise<void> {
  const { steps, notes, groups } = selectedPart();
  await copySelected();
  edit({ type: "remove", steps: [...steps], streams: [], notes: [...(notes ?? [])], groups: [...(groups ?? [])] }, "cut");
}

/** Paste what the clipboard holds; asks the browser for it, which may ask the person. */
export async function pasteClipboard(keepIncoming = false): Promise<void> {
  const text = await readClipboard();
  if (text === null) return notify("warning", "The clipboard cannot be read", "This browser does not let the page read it. Press Ctrl V, or allow it for this page.");
  pasteText(text, keepIncoming);
}

/** Put what a copied flow document holds at the pointer, or in the middle of the screen. */
export function pasteText(text: string, keepIncoming = false): void {
  const read = readFlow(text);
  if (!read.ok) return notify("warning", "Nothing to paste", `The clipboard holds no steps.${/^\s*[{[]/.test(text) ? ` ${read.why}` : ""}`);
  if (isEmpty(read.flow)) return notify("warning", "Nothing to paste", "The flow on the clipboard has no steps and no notes.");
  const incoming = keepIncoming ? enteringOf(text, read.flow) : [];
  pasteFlow(read.flow, freePlace(flowNow(), pastePlace()), incoming);
}

/** Return what entered these steps: as remembered when they were copied, else as it enters steps of their names here. */
function enteringOf(text: string, clip: Flow): Stream[] {
  if (text.trim() === lastCopied.text.trim()) return lastCopied.incoming;
  return incomingOf(flowNow(), new Set(clip.steps.map((step) => step.id)));
}

export function duplicateSelected(): void {
  const clip = selectedClip();
  if (!clip) return;
  const corner = cornerOf(clip);
  pasteFlow(clip, freePlace(flowNow(), { x: corner.x + GRID * 4, y: corner.y + GRID * 4 }), [], "duplicate");
}

/** Put a copy of these at a distance from where they are; `joins` tells the groups that copies of steps are put into. */
export function duplicateAway(part: Part, by: Position, joins: Joins): void {
  const clip = cutOut(flowNow(), part);
  if (isEmpty(clip)) return;
  const corner = cornerOf(clip);
  pasteFlow(clip, snap({ x: corner.x + by.x, y: corner.y + by.y }), [], undefined, joins);
}

/** Return the groups that copies go to, given those that their originals were to go to. */
function joinsOfCopies(clip: Flow, copies: readonly Step[], joins: Joins): Joins {
  return Object.fromEntries(clip.steps.flatMap(({ id }, index) => (joins[id] ? [[copies[index]?.id ?? "", joins[id]]] : [])));
}

function pasteFlow(clip: Flow, at: Position, incoming: readonly Stream[] = [], label?: string, joins: Joins = {}): void {
  const flow = flowNow();
  if (flow.steps.length + clip.steps.length > MAX_STEPS) {
    return notify("warning", "Nothing was pasted", `A flow has at most ${MAX_STEPS.toLocaleString("en")} steps. Split it into several.`);
  }
  const paste = keepingIncoming(sceneNow(), clip, pasteEdit(flow, clip, at), incoming);
  edit({ ...paste, joins: joinsOfCopies(clip, paste.steps, joins) }, label);
  const groups = (paste.groups ?? []).map((group) => group.id);
  const grouped = new Set((paste.groups ?? []).flatMap((group) => group.steps));
  const alone = paste.steps.map((step) => step.id).filter((id) => !grouped.has(id));
  select({ steps: alone, notes: (paste.notes ?? []).map((note) => note.id), groups });
}
