/** Why an item was late: all that is known of it in one place, and the sentences that tell it. */
import type { Flow } from "../api/types";
import { instantUs, writeDuration } from "../flow/micros";
import { clockOf, type StepClock } from "./clockOf";
import { keptBy, type KeptBy } from "./kept";
import type { LateItem } from "./late";
import { moverOf, type Mover } from "./mover";
import type { RunState } from "./runState";
import { durationText, onOneDay, timeText } from "./timeText";

export interface WhyLate {
  readonly late: LateItem;
  /** Whether system time stood still, so that nothing arrived at any time. */
  readonly frozen: boolean;
  /** The clock as it was in the run. */
  readonly clock: StepClock | null;
  readonly mover: Mover;
  readonly kept: KeptBy | null;
}

/** Return why an item was late, from what its run has told and the flow that ran. */
export function whyLate(run: Pick<RunState, "samples" | "clock">, flow: Flow | null, late: LateItem): WhyLate {
  const clock = clockOf(flow, late.stepId);
  return { late, frozen: run.clock === "frozen", clock, mover: moverOf(run, flow, late, clock), kept: keptBy(run, late, clock) };
}

/** Return it in words. */
export function whySentence(why: WhyLate): string {
  return [whatCame(why), whatWasSeen(why), whatMovedIt(why), whatWouldHaveKept(why), whichWindow(why)].filter((part) => part !== "").join(" ");
}

type Clock = (instant: string | null) => string;

/** Return how the instants of this item are written: without the day where they share it. */
export function shortClock({ late, mover }: Pick<WhyLate, "late" | "mover">): Clock {
  const withDay = !onOneDay([late.timestamp, late.watermark, late.windowOpen, late.windowClose, mover.timestamp]);
  return (instant) => (instant === null ? "an unknown time" : timeText(instant, withDay));
}

function whatCame(why: WhyLate): string {
  const { late, frozen } = why;
  const who = late.key === null ? "The item of" : `\`${late.key}\``;
  const number = late.position === null ? "" : ` (item ${late.position})`;
  const sameDay = onOneDay([late.timestamp, late.watermark, late.windowOpen, late.windowClose, late.arrivedAt]);
  const arrived = frozen || late.arrivedAt === null ? "" : ` at ${timeText(late.arrivedAt, !sameDay)} on the system's clock`;
  return `${who} ${shortClock(why)(late.timestamp)}${number} came${arrived}.`;
}

/** What the key had seen by then, and where that had put its watermark. */
function whatWasSeen(why: WhyLate): string {
  const { late, mover, clock } = why;
  const write = shortClock(why);
  const by = late.lateBy === null ? "" : `: late by ${durationText(late.lateBy)}`;
  const stood = `its watermark already stood at ${write(late.watermark)}${by}.`;
  const chosen = clock?.wait ?? null;
  const wait = chosen === null ? "" : `with a wait of ${durationText(writeDuration(chosen))} `;
  if (mover.timestamp === null) return `By then ${wait}${stood}${mover.position === null ? "" : ` Item ${mover.position} had set it.`}`;
  const which = mover.position === null ? "" : ` (item ${mover.position})`;
  const silent = mover.silence !== null && mover.silence > 0n ? `, and ${durationText(writeDuration(mover.silence))} had passed since` : "";
  return `By then its key had already seen ${write(mover.timestamp)}${which}${silent}, so ${wait}${stood}`;
}

/** Whether a newer item made it late, or the passing of time; a run whose time stands still knows newer items only. */
function whatMovedIt({ late, mover, clock }: WhyLate): string {
  const [at, newest] = [instantUs(late.timestamp), instantUs(mover.timestamp)];
  const wait = clock?.wait ?? null;
  if (at === null || newest === null || wait === null || mover.silence === null || mover.silence <= 0n) return "";
  if (at < newest - wait) return "The newer item alone made it late.";
  return "No newer item made it late: without one, the watermark moves on as time passes.";
}

function whatWouldHaveKept({ kept }: WhyLate): string {
  if (kept === null) return "";
  const wait = `A wait of ${durationText(kept.wait)}`;
  if (kept.unsure === "forgets") return `${wait} would have kept it, unless its windows, open for longer, had made the key remember older items: that was not all recorded.`;
  if (kept.unsure === "joins") return `${wait} would have kept it, and a shorter one may: that depends on sessions that were not all recorded.`;
  return `${wait} would have kept it.`;
}

function whichWindow(why: WhyLate): string {
  const { late, clock } = why;
  const write = shortClock(why);
  const byWindow = clock?.byWindow === true;
  if (late.windowOpen === null || late.windowClose === null) {
    if (byWindow) return "It was near no open session, and one of its own would have closed at once: by `window_closed`, only that makes it late.";
    return "It belongs to no window: a late item opens no session.";
  }
  const name = `indow ${late.windowId ?? "?"} [${write(late.windowOpen)}, ${write(late.windowClose)})`;
  if (late.windowWasOpen === null) return `It was for w${name}.`;
  if (byWindow) return `W${name} had closed, and so had every other that would take it: by \`window_closed\`, only that makes it late.`;
  if (!late.windowWasOpen) return `W${name} was closed.`;
  return `W${name} was still open: this step goes by the watermark, not by the window.`;
}
