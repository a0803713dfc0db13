/** What mends a problem where there is one obvious thing to do: an edit, and what to look at after it. */
import type { Diagnostic, Flow, Step, Stream } from "../api/types";
import { initialConfig } from "./config";
import { canConnect, findPort, isKeyed, portsOf, type Scene } from "./connect";
import { placeOf, readRef, stepOf, takenIds, writeRef, type PortRef } from "./document";
import { applyEdit, pick, put, type Edit, type Path } from "./edits";
import { freePlace } from "./geometry";
import { freshId } from "./naming";

export interface Remedy {
  /** What it does, on its button. */
  title: string;
  edit: Edit;
  /** What a person goes on with: the step, and the field that needs a value. */
  stepId: string;
  field: string | null;
}

/** Return what mends a problem, or null when a person has to choose. */
export function remedyFor(scene: Scene, problem: Diagnostic): Remedy | null {
  const { step_id: stepId, port, field } = problem;
  if (stepId === null || !stepOf(scene.flow, stepId)) return null;
  switch (problem.code) {
    case "not-keyed":
      return port === null ? null : between(scene, { stepId, port }, "key_on", false);
    case "keyed":
      return port === null ? null : between(scene, { stepId, port }, "key_rm", true);
    case "loose-port":
      return port === null ? null : joined(scene, { stepId, port });
    case "expression-name":
    case "expression-call":
      return field === null ? null : respelt(scene.flow, problem, stepId, field);
    case "unknown-field":
      return field === null ? null : renamedField(scene.flow, problem, stepId, field);
    case "unknown-operator":
      return otherOperator(scene, problem, stepId);
    default:
      return null;
  }
}

/** A step of this kind into the stream whose items have a key, or have none, against what the port takes. */
function between(scene: Scene, to: PortRef, kind: string, keyed: boolean): Remedy | null {
  const entry = scene.operators.get(kind);
  const [into, outOf] = [entry?.ups[0]?.name, entry?.downs[0]?.name];
  const stream = scene.flow.streams.find((one) => one.to === writeRef(to) && isKeyed(scene, readRef(one.from)) === keyed);
  if (!entry || into === undefined || outOf === undefined || !stream) return null;
  const id = freshId(kind, takenIds(scene.flow));
  const step: Step = { id, operator: kind, config: initialConfig(entry.config_schema) };
  const edit: Edit = { type: "splice", stream, id, step, into: `${id}.${into}`, outOf: `${id}.${outOf}`, at: middle(scene.flow, stream) };
  return { title: `Put a ${entry.title} step between`, edit, stepId: id, field: kind === "key_on" ? "key" : null };
}

function middle(flow: Flow, stream: Stream): { x: number; y: number } {
  const [from, to] = [placeOf(flow, readRef(stream.from).stepId), placeOf(flow, readRef(stream.to).stepId)];
  return freePlace(flow, { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
}

/** The only main output that nothing takes yet and that fits. */
function joined(scene: Scene, to: PortRef): Remedy | null {
  const taken = new Set(scene.flow.streams.map(({ from }) => from));
  const free = scene.flow.steps
    .flatMap(({ id }) => portsOf(scene, id).downs)
    .filter((from) => findPort(scene, from, "downs")?.role === "main" && !taken.has(writeRef(from)) && canConnect(scene, from, to).ok);
  const [from] = free;
  if (!from || free.length > 1) return null;
  const stream = { from: writeRef(from), to: writeRef(to) };
  return { title: `Connect ${stream.from}`, edit: { type: "add_stream", stream }, stepId: to.stepId, field: null };
}

/** The word that a problem's sentence asks about: `Did you mean 'value'?` */
function meant({ message }: Diagnostic): string | null {
  return /Did you mean (?:'([^']+)'|"([^"]+)")\?/.exec(message)?.slice(1).find(Boolean) ?? null;
}

function respelt(flow: Flow, problem: Diagnostic, stepId: string, field: string): Remedy | null {
  const [word, path] = [meant(problem), pathOf(field)];
  const text = pick(stepOf(flow, stepId)?.config, path);
  if (word === null || !problem.span || typeof text !== "string") return null;
  // Spans count characters, not halves of them.
  const letters = [...text];
  const value = [...letters.slice(0, problem.span.start), word, ...letters.slice(problem.span.end)].join("");
  return { title: `Write '${word}'`, edit: { type: "set_config", id: stepId, path, value }, stepId, field };
}

function renamedField(flow: Flow, problem: Diagnostic, stepId: string, field: string): Remedy | null {
  const [word, path] = [meant(problem), pathOf(field)];
  const step = stepOf(flow, stepId);
  const value = pick(step?.config, path);
  const name = [...path.slice(0, -1), word ?? ""];
  if (word === null || !step || value === undefined || pick(step.config, name) !== undefined) return null;
  const config = put(put(step.config, path, undefined), name, value);
  return { title: `Call it '${word}'`, edit: { type: "set_config", id: stepId, path: [], value: config }, stepId, field: name.join(".") };
}

function otherOperator(scene: Scene, problem: Diagnostic, stepId: string): Remedy | null {
  const entry = scene.operators.get(meant(problem) ?? "");
  if (!entry) return null;
  const steps = scene.flow.steps.map((step) => (step.id === stepId ? { ...step, operator: entry.kind } : step));
  return { title: `Make it a ${entry.title} step`, edit: { type: "replace_flow", flow: { ...scene.flow, steps } }, stepId, field: null };
}

/** A dotted path as an edit takes it: numbers are places in a list. */
function pathOf(field: string): Path {
  return field.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Whether a remedy still changes anything in a flow. */
export function helps(flow: Flow, remedy: Remedy): boolean {
  return applyEdit(flow, remedy.edit) !== flow;
}
