/** What the open windows of a step wait for, in words: those of the keys whose watermarks are furthest behind. */
import { instantUs, SECOND, writeDuration, writeInstant } from "../flow/micros";
import type { OpenWindow } from "../run/events";
import { cell, eachItem } from "../run/sample";
import { durationText, onOneDay, timeText } from "../run/timeText";
import type { Case, Remedy, Why } from "./case";
import { counted } from "./empty";

/** So many keys are told of; the others wait for the same. */
const MOST_KEYS = 3;

/** Return what a step's open windows wait for; null when it has none. */
export function waitedFor(one: Case): Why | null {
  const told = one.run.openWindows[one.stepId];
  const windows = (told?.windows ?? []).toSorted(byClose);
  const [first] = windows;
  if (told === undefined || first === undefined) return null;
  const shown = firstOfEachKey(windows).slice(0, MOST_KEYS);
  const soonest = soonestDue(windows);
  const lines = [...shown.map((window) => sentence(one, window)), ...others(told.total, shown.length)];
  return { ...howLong(one, soonest), lines, remedies: remediesOf(one, soonest) };
}

function byClose(one: OpenWindow, other: OpenWindow): number {
  const [a, b] = [dueOf(one) ?? closeOf(one), dueOf(other) ?? closeOf(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

const dueOf = (window: OpenWindow): bigint | null => instantUs(window.due_at);
const closeOf = (window: OpenWindow): bigint => instantUs(window.close_time) ?? instantUs(window.last_timestamp) ?? 0n;

function firstOfEachKey(windows: readonly OpenWindow[]): OpenWindow[] {
  const seen = new Set<string>();
  return windows.filter(({ key }) => !seen.has(key) && seen.add(key));
}

function soonestDue(windows: readonly OpenWindow[]): bigint | null {
  return windows.reduce<bigint | null>((least, window) => {
    const due = dueOf(window);
    return due !== null && (least === null || due < least) ? due : least;
  }, null);
}

function howLong({ run, moment }: Case, due: bigint | null): Pick<Why, "state" | "short"> {
  if (run.clock === "frozen") return { state: "stalled", short: "needs later items" };
  if (due === null || moment.now === null) return { state: "stalled", short: "needs items" };
  const left = due - moment.now;
  return { state: "waiting", short: left > 0n ? `waits ${roundText(left)}` : "due now" };
}

/** Return what one window waits for. */
function sentence(one: Case, window: OpenWindow): string {
  const said = window.close_time === null ? sessionWords(one, window) : evenWords(one, window);
  return `${said} ${whenClosed(one, window)}${lastItem(one, window)}`;
}

function evenWords(one: Case, window: OpenWindow): string {
  const write = writer(one, window);
  const close = instantUs(window.close_time);
  const wait = one.clock.wait ?? 0n;
  const item = close === null || wait === 0n ? "" : `, as an item of ${write(writeInstant(close + wait))} would make it (close and wait)`;
  const now = watermarkNow(one, window);
  const stands = now === null ? "." : `; now ${write(writeInstant(now))}.`;
  return `Window ${window.window_id ?? "?"} of \`${window.key}\` [${write(window.open_time)}, ${write(window.close_time)}) closes when its watermark reaches ${write(window.close_time)}${item}${stands}`;
}

function sessionWords(one: Case, window: OpenWindow): string {
  const write = writer(one, window);
  const { windower } = one.clock;
  const [last, gap] = [instantUs(window.last_timestamp), windower?.kind === "session" ? windower.gap : null];
  const name = window.window_id === null ? "The session" : `Session ${window.window_id}`;
  const until = last === null || gap === null ? "its gap after its last item" : `${write(writeInstant(last + gap))}, the gap of ${durationText(writeDuration(gap))} after its last item`;
  const now = watermarkNow(one, window);
  const stands = now === null ? "." : `; now ${write(writeInstant(now))}.`;
  return `${name} of \`${window.key}\` [${write(window.open_time)}, ${write(window.last_timestamp)}] closes once its watermark has passed ${until}${stands}`;
}

function whenClosed({ run, moment }: Case, window: OpenWindow): string {
  if (run.clock === "frozen") return `The run's clock is frozen: only a later item of \`${window.key}\`, or the end of the input, closes it.`;
  const due = dueOf(window);
  if (due === null) return "No time is set at which it closes by itself: only items, or the end of the input, close it.";
  if (moment.now === null) return "";
  return due > moment.now ? `If nothing comes, the clock closes it in ${roundText(due - moment.now)}.` : "It is due now.";
}

/** Return how long ago the last item of a key came, where that was recorded. */
function lastItem({ run, moment, stepId }: Case, { key }: OpenWindow): string {
  if (moment.now === null) return "";
  let last: bigint | null = null;
  const record = run.samples[`${stepId}.decisions`];
  if (record !== undefined) {
    eachItem(record, (chunk, at) => {
      const arrived = chunk.keys?.[at] === key ? cell(chunk, at, "arrived_at") : null;
      const us = typeof arrived === "string" ? instantUs(arrived) : null;
      if (us !== null && (last === null || us > last)) last = us;
    });
  }
  return last === null || moment.now - last < SECOND ? "" : ` The last item of \`${key}\` came ${roundText(moment.now - last)} ago.`;
}

/** Return where the watermark of a window's key stands now: it has moved on with system time since it was told. */
function watermarkNow({ run, moment, stepId }: Case, window: OpenWindow): bigint | null {
  const [watermark, told] = [instantUs(window.watermark), instantUs(run.openWindows[stepId]?.system_time ?? null)];
  if (watermark === null) return null;
  return told === null || moment.now === null || moment.now < told ? watermark : watermark + (moment.now - told);
}

function others(total: number, shown: number): string[] {
  return total > shown ? [`${counted(total - shown, "more window")} ${total - shown === 1 ? "is" : "are"} open.`] : [];
}

function writer(one: Case, window: OpenWindow): (instant: string | null) => string {
  const now = watermarkNow(one, window);
  const sameDay = onOneDay([window.open_time, window.close_time, window.last_timestamp, now === null ? null : writeInstant(now)]);
  return (instant) => (instant === null ? "an unknown time" : timeText(rounded(instant), !sameDay));
}

/** A watermark that moves with the clock has microseconds that say nothing. */
function rounded(instant: string): string {
  return instant.replace(/(\.\d{3})\d+Z$/, "$1Z");
}

function remediesOf(one: Case, due: bigint | null): Remedy[] {
  const { run, clock, stepId } = one;
  const live: Remedy[] = run.clock === "frozen" ? [{ kind: "live" }] : [];
  const shorter = clock.wait !== null && clock.wait >= SECOND && (due !== null || run.clock === "frozen") ? shorterWait(clock.wait) : null;
  return [{ kind: "finish" }, ...(shorter === null ? [] : [{ kind: "wait", stepId, wait: shorter } as const]), ...live];
}

/** Return a tenth of a wait, in whole seconds where it is any. */
function shorterWait(wait: bigint): string {
  const tenth = wait / 10n;
  return writeDuration(tenth >= SECOND ? (tenth / SECOND) * SECOND : tenth);
}

/** Return a span without what is too small to matter beside it: `2 min 29 s`, `4 min`, `1.2 s`. */
export function roundText(us: bigint): string {
  const unit = us < 10n * SECOND ? SECOND / 10n : us < 600n * SECOND ? SECOND : us < 36_000n * SECOND ? 60n * SECOND : 3_600n * SECOND;
  return durationText(writeDuration((us / unit) * unit));
}
