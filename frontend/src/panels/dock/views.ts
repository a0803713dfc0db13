/** What `Output` can look at: the lines a sink printed, what flows into a sink, and what leaves any other port. */
import type { Flow } from "../../api/types";
import type { Followed } from "../../run";

export interface View {
  /** `printed:out`, or `add.down` for what leaves that port. */
  readonly name: string;
  readonly kind: "printed" | "port";
  readonly label: string;
  readonly group: "Sinks" | "Streams";
  /** The step that printed, or the step of the port. */
  readonly stepId: string;
  readonly port: string;
  /** The sink it is looked at for; null for a stream of its own. */
  readonly sinkId: string | null;
}

type Streams = Followed["streams"];

/** Return everything there is to look at, sinks first, each in the order of the flow. */
export function viewsOf(flow: Flow | null, streams: Streams, printedBy: readonly string[]): readonly View[] {
  const steps = flow?.steps ?? [];
  const emitting = new Set(Object.keys(streams).map(stepOf));
  const sinks = steps.filter((step) => !emitting.has(step.id));
  const ofSinks = sinks.flatMap((step) => {
    const prints = step.operator === "stdout_sink" || printedBy.includes(step.id);
    return [...(prints ? [printedView(step.id)] : []), ...inputsOf(step.id, flow)];
  });
  const order = new Map(steps.map((step, index) => [step.id, index]));
  const place = (view: View) => order.get(view.stepId) ?? order.size;
  return [...ofSinks, ...Object.keys(streams).map(portView).toSorted((a, b) => place(a) - place(b))];
}

/** Ports beside the main ones: what went wrong and what is told about it. */
const ASIDE = new Set(["errors", "quarantine", "late", "meta"]);

/**
 * Return the view a person chose if it is there, else what the last sink got: its printed lines if it prints. A sink
 * of results goes before one of errors; without a sink it is what the last step let through.
 */
export function chosenView(views: readonly View[], chosen: string | null): View | null {
  const found = views.find((view) => view.name === chosen);
  if (found !== undefined) return found;
  const sinks = views.filter((view) => view.group === "Sinks");
  const last = sinks.findLast((view) => view.kind === "port" && !ASIDE.has(view.port)) ?? sinks.at(-1);
  const printed = views.findLast((view) => view.kind === "printed" && view.sinkId === last?.sinkId);
  return printed ?? last ?? views.findLast((view) => !ASIDE.has(view.port)) ?? views.at(-1) ?? null;
}

/** Return the step of `step.port`. */
export function stepOf(name: string): string {
  return name.slice(0, name.lastIndexOf("."));
}

function printedView(stepId: string): View {
  return { name: `printed:${stepId}`, kind: "printed", label: `${stepId}: printed lines`, group: "Sinks", stepId, port: "", sinkId: stepId };
}

function inputsOf(sinkId: string, flow: Flow | null): View[] {
  const incoming = flow?.streams.filter((stream) => stepOf(stream.to) === sinkId) ?? [];
  return incoming.map((stream) => {
    const label = incoming.length === 1 ? `${sinkId}: items` : `${sinkId}: items of ${stream.from}`;
    return { ...portView(stream.from), name: `${stream.from}>${sinkId}`, label, group: "Sinks", sinkId };
  });
}

function portView(name: string): View {
  const stepId = stepOf(name);
  return { name, kind: "port", label: name, group: "Streams", stepId, port: name.slice(stepId.length + 1), sinkId: null };
}
