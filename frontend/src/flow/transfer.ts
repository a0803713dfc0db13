/** A flow as a file: written so that it reads well, and read so that nothing in it is lost in silence. */
import type { Flow, FlowDocument } from "../api/types";
import { blankFlow, completed } from "./document";
import { isRecord } from "./edits";
import { readDocument, writeJson } from "./exactJson";

export type Read = { ok: true; flow: Flow } | { ok: false; why: string };

const FLOW_FIELDS = ["format", "name", "description", "run", "steps", "streams", "layout", "notes", "groups"];
const STEP_FIELDS = ["id", "operator", "title", "config"];
const STREAM_FIELDS = ["from", "to"];
const NOTE_FIELDS = ["id", "text", "x", "y", "width", "height", "color"];
const GROUP_FIELDS = ["id", "title", "steps", "color"];
const TINTS = ["grey", "amber", "blue", "teal", "coral", "magenta"];
const RUN_FIELDS = Object.keys(blankFlow().run);

/** Return the flow as JSON text. */
export function writeFlow(flow: Flow): string {
  return `${writeJson(flow, 2)}\n`;
}

/** Return the flow that a text holds, or in words why it holds none. */
export function readFlow(text: string): Read {
  let tree: unknown;
  try {
    tree = readDocument(text);
  } catch (error) {
    return { ok: false, why: `This is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.` };
  }
  return flowIn(tree);
}

/** Return the flow that a value is the document of, or in words why it is none. */
export function flowIn(tree: unknown): Read {
  const why = shapeProblem(tree);
  return why === null ? { ok: true, flow: completed(tree as FlowDocument) } : { ok: false, why };
}

/** Say what keeps a value from being a flow document, or null; what a step's config holds is `check`'s matter. */
export function shapeProblem(tree: unknown): string | null {
  if (!isRecord(tree)) return "A flow is a JSON object with 'format', 'steps' and 'streams'; this is something else.";
  if (tree["format"] === undefined) return "This JSON is no flow: it has no 'format'. A flow begins with \"format\": 1.";
  if (tree["format"] !== 1) return `This flow has format ${JSON.stringify(tree["format"])} and this studio reads format 1. Use a newer Tidegate.`;
  return (
    unknownField("The flow", tree, FLOW_FIELDS) ??
    nameProblem(tree["name"]) ??
    listProblem("steps", tree["steps"], stepProblem) ??
    listProblem("streams", tree["streams"], streamProblem) ??
    runProblem(tree["run"]) ??
    layoutProblem(tree["layout"]) ??
    listProblem("notes", tree["notes"], noteProblem) ??
    listProblem("groups", tree["groups"], groupProblem)
  );
}

function nameProblem(name: unknown): string | null {
  return name === undefined || (typeof name === "string" && name !== "") ? null : "The flow's 'name' is not a text.";
}

function listProblem(name: string, list: unknown, problem: (item: unknown, place: string) => string | null): string | null {
  if (list === undefined) return null;
  if (!Array.isArray(list)) return `'${name}' is not a list.`;
  for (const [index, item] of list.entries()) {
    const why = problem(item, `${name}[${index}]`);
    if (why !== null) return why;
  }
  return null;
}

function stepProblem(step: unknown, place: string): string | null {
  if (!isRecord(step)) return `${place} is not an object.`;
  if (typeof step["id"] !== "string" || typeof step["operator"] !== "string") return `${place} needs an 'id' and an 'operator', both texts.`;
  if (step["config"] !== undefined && !isRecord(step["config"])) return `'config' of ${place} is not an object.`;
  return unknownField(place, step, STEP_FIELDS);
}

function streamProblem(stream: unknown, place: string): string | null {
  if (!isRecord(stream)) return `${place} is not an object.`;
  for (const end of STREAM_FIELDS) {
    const text = stream[end];
    if (typeof text !== "string" || !text.includes(".")) return `'${end}' of ${place} is not a port such as 'input.down'.`;
  }
  return unknownField(place, stream, STREAM_FIELDS);
}

function runProblem(run: unknown): string | null {
  if (run === undefined) return null;
  if (!isRecord(run)) return "'run' is not an object.";
  return unknownField("'run'", run, RUN_FIELDS);
}

function layoutProblem(layout: unknown): string | null {
  if (layout === undefined) return null;
  if (!isRecord(layout)) return "'layout' is not an object.";
  const bad = Object.entries(layout).find(([, at]) => !isRecord(at) || !Number.isFinite(at["x"]) || !Number.isFinite(at["y"]));
  return bad ? `'layout' of step '${bad[0]}' is not a place such as {"x": 0, "y": 0}.` : null;
}

function noteProblem(note: unknown, place: string): string | null {
  if (!isRecord(note) || typeof note["id"] !== "string") return `${place} needs an 'id', a text.`;
  if (![note["x"], note["y"]].every(Number.isFinite)) return `${place} needs an 'x' and a 'y', both numbers.`;
  if (![note["width"], note["height"]].every((length) => length === undefined || Number.isFinite(length))) return `${place} has a size that is no number.`;
  if (note["text"] !== undefined && typeof note["text"] !== "string") return `'text' of ${place} is not a text.`;
  return tintProblem(note["color"], place) ?? unknownField(place, note, NOTE_FIELDS);
}

function groupProblem(group: unknown, place: string): string | null {
  if (!isRecord(group) || typeof group["id"] !== "string") return `${place} needs an 'id', a text.`;
  if (group["title"] !== undefined && typeof group["title"] !== "string") return `'title' of ${place} is not a text.`;
  const steps = group["steps"] ?? [];
  if (!Array.isArray(steps) || steps.some((id) => typeof id !== "string")) return `'steps' of ${place} is not a list of steps' ids.`;
  return tintProblem(group["color"], place) ?? unknownField(place, group, GROUP_FIELDS);
}

function tintProblem(tint: unknown, place: string): string | null {
  return tint === undefined || TINTS.includes(tint as string) ? null : `${place} has a 'color' that is none of ${TINTS.join(", ")}.`;
}

function unknownField(place: string, record: Record<string, unknown>, known: string[]): string | null {
  const extra = Object.keys(record).find((name) => !known.includes(name));
  return extra === undefined ? null : `${place} has a field '${extra}' that this studio does not know. Remove it, or use a newer Tidegate.`;
}

/** Return a file name for a flow. */
export function fileName(flow: Flow): string {
  return `${flow.name.replace(/[^\p{L}\p{N}_-]+/gu, "-").replace(/^-+|-+$/g, "") || "flow"}.json`;
}
