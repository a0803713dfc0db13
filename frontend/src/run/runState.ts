/**
 * What is known of a run, and how each of its events changes that.
 *
 *     starting -> running <-> paused
 *         \          \-> stopping -> stopped
 *          \-> failed <-/ \-> finished
 *
 * `applyEvent` is the only way a run changes. Events come in the order of `seq`; one that was seen before changes
 * nothing, and one that leaves a hole is applied with the hole noted, because what it says is still true.
 */
import { advanced, atRest, type Counters } from "./counters";
import { hasEnded, type Gap, type Items, type OpenWindows, type RunEnded, type RunEvent, type RunStarted, type RunStatus, type Stats, type StatusChanged, type StepFailed, type StepStats, type StepUntil } from "./events";
import { EMPTY_LOG, gapLine, logged, type Log, type LogKind } from "./log";
import { instantMs } from "./timeText";
import { remembered, type RateHistory } from "./rateHistory";
import { addGap, addItems, EMPTY_SAMPLE, type Sample } from "./sample";
import { withinMemory } from "./memory";
import { clockFrom, clockGoing, clockTold, systemAt, type SystemClock } from "./systemClock";

export interface Failure {
  readonly stepId: string | null;
  readonly code: string;
  readonly message: string;
}

export interface RunState {
  /** The last event that was applied; 0 before the first. */
  readonly seq: number;
  /** Events that never came. */
  readonly missed: number;
  /** Null before a run says anything. */
  readonly status: RunStatus | null;
  readonly flowName: string;
  readonly clock: "live" | "frozen" | null;
  /** How many times as fast as the server's clock a live run's clock goes. */
  readonly speed: number;
  /** What a paused run goes on for; null while it stands still, or is not paused. */
  readonly stepping: StepUntil | null;
  /** Where the clock of a paused live run stands, ISO 8601. */
  readonly stoodAt: string | null;
  /** `step.port` to the type of its items, as text. */
  readonly streams: Readonly<Record<string, string>>;
  /** `step.decisions` to the type of what a window step decided, which leaves by no port. */
  readonly records: Readonly<Record<string, string>>;
  readonly steps: Readonly<Record<string, StepStats>>;
  readonly counters: Counters;
  /** How fast items passed each step lately. */
  readonly rates: RateHistory;
  /** By window step, the windows that were open when it told last. */
  readonly openWindows: Readonly<Record<string, OpenWindows>>;
  /** How late it was when the counters were told: the run's clock, or the server's where that is ahead of it; ISO 8601. */
  readonly clockAt: string | null;
  /** How far the run's clock was behind the server's then, as after a pause. */
  readonly behind_ms: number;
  readonly turns: number;
  readonly elapsed_s: number;
  /** Of a live run: its clock, and what it said when the counters were told last. */
  readonly systemClock: SystemClock | null;
  readonly systemTime_ms: number | null;
  /** When the process said that it was there, and when the run ended: ISO 8601, the server's clock. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** By `step.port`, for every port that let something out, and by `step.decisions`. */
  readonly samples: Readonly<Record<string, Sample>>;
  /** By step, the lines it printed in the column `line`. */
  readonly printed: Readonly<Record<string, Sample>>;
  readonly failure: Failure | null;
  /** Why it ended, or takes long to start, in words; empty when all is well. */
  readonly reason: string;
  readonly log: Log;
}

export const NO_RUN: RunState = {
  seq: 0, missed: 0, status: null, flowName: "", clock: null, speed: 1, stepping: null, stoodAt: null, streams: {}, records: {},
  steps: {}, counters: {}, rates: [], openWindows: {}, clockAt: null, behind_ms: 0, turns: 0, elapsed_s: 0,
  systemClock: null, systemTime_ms: null, startedAt: null, endedAt: null,
  samples: {}, printed: {}, failure: null, reason: "", log: EMPTY_LOG,
};

/** Return the run after one event. */
export function applyEvent(run: RunState, event: RunEvent): RunState {
  if (event.seq <= run.seq) return run;
  const next = noted(run, event);
  switch (event.type) {
    case "run_started":
      return begun(next, event);
    case "status":
      return withStatus(next, event);
    case "stats":
      return withStats(next, event);
    case "items":
      return withItems(next, event);
    case "gap":
      return withGap(next, event);
    case "open_windows":
      return withOpenWindows(next, event);
    case "printed":
      return { ...next, printed: replaced(next.printed, event.step_id, (sample) => withLines(sample, event.lines, event.skipped)) };
    case "step_failed":
      return withFailure(next, event);
    case "run_ended":
      return ended(next, event);
    default:
      return event satisfies never;
  }
}

/** Return the run after these events, in order. */
export function applyEvents(run: RunState, events: readonly RunEvent[]): RunState {
  const ours = withOwnSamples(run, events);
  const after = events.reduce(applyEvent, ours);
  unseen.delete(after.samples);
  const samples = withinMemory(after.samples);
  return samples === after.samples ? after : { ...after, samples };
}

/** Samples that nobody has seen yet, which may still be changed: hundreds of ports tell at once, and one copy serves them all. */
const unseen = new WeakSet<RunState["samples"]>();

function withOwnSamples(run: RunState, events: readonly RunEvent[]): RunState {
  if (!events.some((event) => event.type === "items" || event.type === "gap")) return run;
  const samples = { ...run.samples };
  unseen.add(samples);
  return { ...run, samples };
}

/** What a status is called on screen. */
export const STATUS_WORDS: Readonly<Record<RunStatus, string>> = {
  starting: "Starting", running: "Running", paused: "Paused", stopping: "Stopping", stopped: "Stopped", finished: "Finished", failed: "Failed",
};

/** Return a status with what it waits for, if it says: `Starting: compiling kernels`. */
export function statusText(status: RunStatus, reason: string): string {
  return reason ? `${STATUS_WORDS[status]}: ${reason}` : STATUS_WORDS[status];
}

function noted(run: RunState, event: RunEvent): RunState {
  const hole = event.seq - run.seq - 1;
  if (hole === 0) return { ...run, seq: event.seq };
  const text = `${hole.toLocaleString("en-US")} ${hole === 1 ? "event" : "events"} of this run never came; what they told is missing here.`;
  // The hole's own line takes the number of the first event that is missing, so that lines keep distinct numbers.
  const log = logged(run.log, { seq: run.seq + 1, at: event.at, kind: "missed", stepId: null, text });
  return { ...run, seq: event.seq, missed: run.missed + hole, log };
}

function told(run: RunState, event: RunEvent, kind: LogKind, text: string, stepId: string | null = null): RunState {
  return { ...run, log: logged(run.log, { seq: event.seq, at: event.at, kind, stepId, text }) };
}

function begun(run: RunState, event: RunStarted): RunState {
  const systemClock = event.clock === "live" ? clockFrom(event.at) : null;
  const known = { ...run, status: run.status ?? ("starting" as const), flowName: event.flow_name, clock: event.clock, systemClock, startedAt: event.at };
  return told({ ...known, ...bySort(event.streams) }, event, "status", startText(event.clock));
}

/** Tell the ports, whose items flow, from the records that steps keep of their decisions. */
function bySort(types: RunStarted["streams"]): Pick<RunState, "streams" | "records"> {
  const [streams, records]: [Record<string, string>, Record<string, string>] = [{}, {}];
  for (const [name, type] of Object.entries(types)) (isRecordName(name) ? records : streams)[name] = type;
  return { streams, records };
}

/** Whether this names what a step decided, or what late items would have changed, and no port. */
function isRecordName(name: string): boolean {
  return name.endsWith(".decisions") || name.endsWith(".cost");
}

/** Steps of a paused run are told by what they did; the log says only when it begins to stand still and when it goes on. */
function withStatus(run: RunState, event: StatusChanged): RunState {
  const going = run.systemClock && clockTold(clockGoing(run.systemClock, event.at, event.speed, event.status === "paused"), event.at, event.system_time);
  const next = { ...run, status: event.status, reason: event.reason, speed: event.speed, stepping: event.stepping, stoodAt: event.system_time, systemClock: going };
  if (event.status === "paused" && run.status === "paused" && event.speed === run.speed) return next;
  return told(next, event, "status", `${statusText(event.status, event.reason)}${event.speed === run.speed ? "" : `, ${speedText(event.speed)}`}.`);
}

function withOpenWindows(run: RunState, event: OpenWindows): RunState {
  const systemClock = run.systemClock && clockTold(run.systemClock, event.at, event.system_time);
  return { ...run, systemClock, openWindows: { ...run.openWindows, [event.step_id]: event } };
}

function speedText(speed: number): string {
  return speed === 1 ? "at the speed of the clock" : `${speed.toLocaleString("en-US")} times as fast as the clock`;
}

function startText(clock: "live" | "frozen"): string {
  return clock === "frozen" ? "Started; its clock is frozen, so the same input gives the same output." : "Started; its clock is live.";
}

function withStats(run: RunState, stats: Stats): RunState {
  return {
    ...run,
    steps: stats.steps,
    counters: advanced(run.counters, run.elapsed_s, stats),
    rates: remembered(run.rates, run.elapsed_s, stats),
    ...timed(stats),
    turns: stats.turns,
    elapsed_s: stats.elapsed_s,
    systemTime_ms: run.systemClock && systemAt(run.systemClock, stats.at),
  };
}

/** A run that was paused is behind the clock that producers go by; one that goes faster is ahead of it. */
function timed({ at, system_time }: Stats): Pick<RunState, "clockAt" | "behind_ms"> {
  const behind_ms = (instantMs(at) ?? 0) - (instantMs(system_time) ?? Infinity);
  return { clockAt: behind_ms < 0 && system_time !== null ? system_time : at, behind_ms: Math.max(0, behind_ms) };
}

function withItems(run: RunState, event: Items): RunState {
  return { ...run, samples: replaced(run.samples, `${event.step_id}.${event.port}`, (sample) => addItems(sample, event)) };
}

/** Missing decisions are told where they are drawn; in the log they would only say again that items are many. */
function withGap(run: RunState, event: Gap): RunState {
  const name = `${event.step_id}.${event.port}`;
  const samples = replaced(run.samples, name, (sample) => addGap(sample, event.first, event.skipped));
  const log = isRecordName(name) ? run.log : logged(run.log, gapLine(event.seq, event.at, event.step_id, event.port, event.skipped));
  return { ...run, samples, log };
}

function withLines(sample: Sample, lines: readonly string[], skipped: number): Sample {
  const added = addItems(sample, { first: sample.total, count: lines.length, keys: null, columns: { line: lines } });
  return addGap(added, added.total, skipped);
}

function withFailure(run: RunState, event: StepFailed): RunState {
  const failure = { stepId: event.step_id, code: event.code, message: event.message };
  return told({ ...run, failure }, event, "failure", event.message, event.step_id);
}

function ended(run: RunState, event: RunEnded): RunState {
  const how = `Ended: ${STATUS_WORDS[event.status].toLowerCase()}`;
  const alreadyTold = event.reason === "" || event.reason === run.failure?.message;
  const text = alreadyTold ? `${how}.` : `${how}. ${event.reason.charAt(0).toUpperCase()}${event.reason.slice(1)}`;
  const rested: RunState = { ...run, status: event.status, stepping: null, stoodAt: null, reason: event.reason, endedAt: event.at, counters: atRest(run.counters) };
  return told(rested, event, event.status === "failed" ? "failure" : "status", text);
}

function replaced(samples: Readonly<Record<string, Sample>>, name: string, change: (sample: Sample) => Sample): Readonly<Record<string, Sample>> {
  const changed = change(samples[name] ?? EMPTY_SAMPLE);
  return unseen.has(samples) ? Object.assign(samples, { [name]: changed }) : { ...samples, [name]: changed };
}

/** Whether the run is there and has not ended. */
export function isAlive(run: RunState): boolean {
  return run.status !== null && !hasEnded(run.status);
}
