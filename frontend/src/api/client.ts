/** Every request to the server: JSON up, JSON or a `Refused` down. */
import type {
  Catalog,
  CheckResult,
  Example,
  Flow,
  FlowDocument,
  FlowDetail,
  FlowSummary,
  FolderListing,
  Job,
  Matches,
  PreviewAsked,
  PreviewResult, PreviewsNow,
  Problem,
  Revision,
  Run,
  RunEvent,
  SessionState,
  UploadedSample,
  StepUntil,
} from "./types";
import { completed } from "../flow/document";
import { plain, readDocument, readJson, writeJson } from "../flow/exactJson";

/** The server said no, and why; `problem` is its own word for it. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "Refused";
  }
  get code(): string {
    return this.problem.code;
  }
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

interface Sending {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** How the answer is read; as JSON with plain numbers, unless people wrote some of it. */
  read?: (text: string) => unknown;
}

async function send<T>(method: Method, path: string, sending: Sending = {}): Promise<T> {
  const init: RequestInit = { method, credentials: "same-origin", headers: { Accept: "application/json", ...sending.headers } };
  if (sending.body !== undefined) {
    init.body = writeJson(sending.body);
    init.headers = { ...init.headers, "Content-Type": "application/json" };
  }
  if (sending.signal) init.signal = sending.signal;
  const response = await reach(path, init);
  if (!response.ok) throw new Refused(await problemOf(response));
  const read = sending.read ?? JSON.parse;
  return (response.status === 204 ? undefined : read(await response.text())) as T;
}

async function sendFile<T>(path: string, file: Blob): Promise<T> {
  const headers = { Accept: "application/json", "Content-Type": "application/octet-stream" };
  const response = await reach(path, { method: "POST", credentials: "same-origin", headers, body: file });
  if (!response.ok) throw new Refused(await problemOf(response));
  return (await response.json()) as T;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refused(problem(0, "unreachable", "The server does not answer.", "Check that Tidegate is still running, then try again."));
  }
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = readDocument(await response.text()) as Partial<Problem>;
    if (body.current) body.current = whole(body.current);
    if (typeof body.code === "string") return { ...problem(response.status, body.code, "", ""), ...body };
  } catch {
    // Not JSON: a proxy answered in the server's place. Its status is all there is to tell.
  }
  const detail = `The server answered ${response.status} ${response.statusText}.`;
  return problem(response.status, "no-answer", detail, "Try again; if it stays, look at the server's log.");
}

function problem(status: number, code: string, detail: string, hint: string): Problem {
  return { type: "about:blank", title: detail, status, code, detail, hint, diagnostics: [] };
}

/** An answer whose flow may leave out what has a default. */
type Partly<T> = Omit<T, "flow"> & { flow: FlowDocument };

function whole<T extends { flow: FlowDocument }>(answer: T): Omit<T, "flow"> & { flow: Flow } {
  return { ...answer, flow: completed(answer.flow) };
}

/** Ask for what holds a flow; in it, numbers stay as they were written. */
function sendForFlow<T extends { flow: FlowDocument }>(method: Method, path: string, sending: Sending = {}): Promise<Omit<T, "flow"> & { flow: Flow }> {
  return send<T>(method, path, { ...sending, read: readDocument }).then(whole);
}

/** Examples show numbers as they are written; all else in a catalog is for the studio itself. */
function readCatalog(text: string): unknown {
  return plain(readJson(text), (record, name) => name === "examples" && "config_schema" in record);
}

const at = (part: string): string => encodeURIComponent(part);

export const api = {
  session: () => send<SessionState>("GET", "/api/session"),
  signIn: (token: string) => send<void>("POST", "/api/session", { body: { token } }),
  signOut: () => send<void>("DELETE", "/api/session"),

  catalog: () => send<Catalog>("GET", "/api/catalog", { read: readCatalog }),
  examples: () => send<Partly<Example>[]>("GET", "/api/examples", { read: readDocument }).then((list) => list.map(whole)),
  check: (flow: Flow, signal?: AbortSignal) =>
    send<CheckResult>("POST", "/api/check", { body: { flow }, ...(signal ? { signal } : {}) }),

  preview: (asked: PreviewAsked, signal: AbortSignal) => send<PreviewResult>("POST", "/api/preview", { body: asked, signal }),
  previewsNow: (signal: AbortSignal) => send<PreviewsNow>("GET", "/api/preview", { signal }),
  uploadSample: (file: File) => sendFile<UploadedSample>(`/api/samples?name=${at(file.name)}`, file),

  flows: () => send<FlowSummary[]>("GET", "/api/flows"),
  flow: (id: string) => sendForFlow<Partly<FlowDetail>>("GET", `/api/flows/${at(id)}`),
  createFlow: (flow: Flow, label: string | null = null) => sendForFlow<Partly<FlowDetail>>("POST", "/api/flows", { body: { flow, label } }),
  saveFlow: (id: string, flow: Flow, revision: number, label: string | null = null) =>
    sendForFlow<Partly<FlowDetail>>("PUT", `/api/flows/${at(id)}`, { body: { flow, label }, headers: { "If-Match": `"${revision}"` } }),
  revisions: (id: string) => send<Revision[]>("GET", `/api/flows/${at(id)}/revisions`),
  revision: (id: string, number: number) => sendForFlow<Partly<FlowDetail>>("GET", `/api/flows/${at(id)}/revisions/${number}`),
  labelRevision: (id: string, number: number, label: string | null) =>
    send<Revision>("PUT", `/api/flows/${at(id)}/revisions/${number}/label`, { body: { label } }),
  removeFlow: (id: string) => send<void>("DELETE", `/api/flows/${at(id)}`),

  submit: (flow: Flow, key: string, paused = false) => send<Job>("POST", "/api/jobs", { body: { flow, paused }, headers: { "Idempotency-Key": key } }),
  jobs: () => send<Job[]>("GET", "/api/jobs"),
  job: (id: string) => send<Job>("GET", `/api/jobs/${at(id)}`),
  stopJob: (id: string) => send<Job>("POST", `/api/jobs/${at(id)}/stop`),
  pauseJob: (id: string) => send<Job>("POST", `/api/jobs/${at(id)}/pause`),
  resumeJob: (id: string) => send<Job>("POST", `/api/jobs/${at(id)}/resume`),
  stepJob: (id: string, until: StepUntil) => send<Job>("POST", `/api/jobs/${at(id)}/step`, { body: { until } }),
  setSpeed: (id: string, speed: number) => send<Job>("POST", `/api/jobs/${at(id)}/speed`, { body: { speed } }),
  finishJob: (id: string) => send<Job>("POST", `/api/jobs/${at(id)}/finish`),

  files: (under: string) => send<FolderListing>("GET", `/api/files?under=${at(under)}`),
  matches: (pattern: string, signal?: AbortSignal) => send<Matches>("GET", `/api/files/matches?pattern=${at(pattern)}`, signal ? { signal } : {}),

  run: (id: string) => sendForFlow<Partly<Run>>("GET", `/api/runs/${at(id)}`),
  runEvents: (id: string, after: number, limit = 1000) =>
    send<RunEvent[]>("GET", `/api/runs/${at(id)}/events?after=${after}&limit=${limit}`),
};
