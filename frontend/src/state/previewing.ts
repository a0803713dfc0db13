/** Asking for previews: of what is selected, shortly after each change that could make another one of it. */
import { api, Refused } from "../api/client";
import type { Flow, PreviewAsked, SampleWish, Step, Stream } from "../api/types";
import { readRef, stepOf, streamId } from "../flow/document";
import { expressionsIn } from "../flow/expressions";
import { useCatalogue } from "./catalogue";
import { flowNow, useFlow, type FlowState } from "./flowStore";
import { forgetPreview, showAnswer, SHOWN_ITEMS, usePreview, wishFor, type Wish } from "./preview";
import { sessionEnded } from "./session";
import { TAB } from "./tab";

const PAUSE_MS = 80;
/** An answer that comes sooner than this needs no word about it. */
const PATIENCE_MS = 200;
/** Few answers take longer than this, whose reason is worth a question, and it is asked again as often. */
const WONDER_MS = 1_000;
const MOST_EXPRESSIONS = 50;

interface Question {
  subject: string;
  asked: PreviewAsked;
}

/** Ask for a preview whenever there is something else to see; returns how to end that. */
export function keepPreviewing(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | null = null;

  const ask = async (): Promise<void> => {
    asking?.abort();
    clearTimeout(patience);
    const question = questionNow();
    if (!question) return;
    const mine = (asking = new AbortController());
    patience = setTimeout(() => usePreview.setState({ slow: true }), PATIENCE_MS);
    const stopWondering = wonder();
    try {
      const answer = await api.preview(question.asked, mine.signal);
      if (!mine.signal.aborted) showAnswer(question.subject, answer);
    } catch (error) {
      if (!mine.signal.aborted) refused(error);
    } finally {
      stopWondering();
      if (asking === mine) clearTimeout(patience);
    }
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), PAUSE_MS);
  };

  const stops = [
    useFlow.subscribe((state, before) => {
      if (isAnother(state, before)) forgetPreview();
      else followRename(before.history.present, state.history.present);
      if (matters(state, before)) later();
    }),
    usePreview.subscribe((state, before) => {
      if (state.on !== before.on || state.wishes !== before.wishes) later();
    }),
    useCatalogue.subscribe(later),
  ];
  later();
  return () => {
    stops.forEach((stop) => stop());
    clearTimeout(timer);
    clearTimeout(patience);
    asking?.abort();
  };
}

/** Ask what an answer that takes long waits for, until there is one; returns how to end that. */
function wonder(): () => void {
  const gone = new AbortController();
  const timer = setInterval(() => {
    // What is wrong with the server is told by the preview itself.
    const told = api.previewsNow(gone.signal).catch(() => null);
    void told.then((now) => now && !gone.signal.aborted && usePreview.setState({ waitsFor: now.waits_for }));
  }, WONDER_MS);
  return () => {
    clearInterval(timer);
    gone.abort();
  };
}

function refused(error: unknown): void {
  if (!(error instanceof Refused)) throw error;
  if (error.problem.status === 401) return sessionEnded();
  // A newer preview of this tab is on its way, whose answer will do.
  if (error.code === "preview-overtaken") return;
  usePreview.setState({ refusal: error.problem, slow: false, waitsFor: "" });
}

/** Whether the screen shows another flow; a first save only gives a new name to the same one. */
function isAnother(state: FlowState, before: FlowState): boolean {
  return state.slot !== before.slot && state.history.present !== before.history.present;
}

/** Whether the flow means something else, or something else of it is looked at. */
function matters(state: FlowState, before: FlowState): boolean {
  const [now, then] = [state.history.present, before.history.present];
  return now.steps !== then.steps || now.streams !== then.streams || now.run !== then.run || state.selection !== before.selection;
}

/** A step that was renamed keeps where its sample comes from. */
function followRename(before: Flow, now: Flow): void {
  if (before.steps === now.steps || before.steps.length !== now.steps.length) return;
  const renamed = before.steps.findIndex((step, at) => step.id !== now.steps[at]?.id);
  const [from, to] = [before.steps[renamed]?.id, now.steps[renamed]?.id];
  const wish = from === undefined ? undefined : usePreview.getState().wishes[from];
  if (!wish || from === undefined || to === undefined || stepOf(now, from) || stepOf(before, to)) return;
  wishFor(to, wish);
  wishFor(from, null);
}

function questionNow(): Question | null {
  const { on, wishes } = usePreview.getState();
  const { steps, streams } = useFlow.getState().selection;
  const flow = flowNow();
  const step = steps.length === 1 && steps[0] !== undefined ? stepOf(flow, steps[0]) : undefined;
  const stream = steps.length === 0 && streams.length === 1 ? streams[0] : undefined;
  if (!on) return null;
  if (step) return { subject: step.id, asked: { ...common(flow, wishes), ports: portsAround(flow, step), expressions: expressionsOf(step) } };
  if (stream) return { subject: streamSubject(stream), asked: { ...common(flow, wishes), ports: [stream.from], expressions: [] } };
  return null;
}

/** What the answer about a stream is kept as; no step's id has an arrow in it. */
export function streamSubject(stream: Stream): string {
  return streamId(stream);
}

function common(flow: Flow, wishes: Readonly<Record<string, Wish>>): Pick<PreviewAsked, "flow" | "sample" | "limit" | "tab"> {
  const sample: Record<string, SampleWish> = {};
  for (const [stepId, { first, upload }] of Object.entries(wishes)) {
    if (stepOf(flow, stepId)) sample[stepId] = { ...(first ? { first } : {}), ...(upload ? { upload } : {}) };
  }
  return { flow: { ...flow, layout: {}, notes: [], groups: [] }, sample, limit: SHOWN_ITEMS, tab: TAB };
}

/** Return the ports whose items a step's panel shows: those that feed it, and its own. */
function portsAround(flow: Flow, step: Step): string[] {
  const feeding = flow.streams.filter((stream) => readRef(stream.to).stepId === step.id).map((stream) => stream.from);
  const own = useCatalogue.getState().operators.get(step.operator)?.downs.map((port) => `${step.id}.${port.name}`) ?? [];
  return [...new Set([...feeding, ...own])].slice(0, 200);
}

function expressionsOf(step: Step): NonNullable<PreviewAsked["expressions"]> {
  const schema = useCatalogue.getState().operators.get(step.operator)?.config_schema;
  if (!schema) return [];
  return expressionsIn(step.config, schema).slice(0, MOST_EXPRESSIONS).map((text) => ({ step_id: step.id, text }));
}
