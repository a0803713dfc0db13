/** The cost of lateness in words and figures. */
import type { StepStats } from "./events";
import { offBy, type CostWindow, type Off } from "./cost";
import { timeText } from "./timeText";

type Counts = NonNullable<StepStats["cost"]>;

/** A minus as long as a plus: figures below each other stay in line. */
const FIGURES = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });
const SIGNED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6, signDisplay: "exceptZero" });
const SHARE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1, signDisplay: "exceptZero" });

export function figureText(value: number): string {
  return minus(FIGURES.format(value));
}

export function differenceText(value: number): string {
  return minus(SIGNED.format(value));
}

/** Return a share as `−5.5 %`; one that would look like none says that it is small. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent !== 0 && Math.abs(percent) < 0.05) return `${percent < 0 ? "−" : "+"}<0.1 %`;
  return `${minus(SHARE.format(percent))} %`;
}

function minus(text: string): string {
  return text.replace("-", "−");
}

/** Return how many windows are off: `12 of 1,440 windows are off by late items`. */
export function offText({ off, compared }: Counts): string {
  const windows = `${compared.toLocaleString("en-US")} ${compared === 1 ? "window" : "windows"}`;
  return `${off.toLocaleString("en-US")} of ${windows} ${off === 1 ? "is" : "are"} off by late items`;
}

/** Return what is wrong with one window: `09:40 \`sensor-7\`, revenue 103 instead of 109 (−5.5 %)`. */
export function wrongText(window: CostWindow, field: string | null): string {
  const who = `${windowText(window)} \`${window.key}\``;
  const late = `${window.lateItems.toLocaleString("en-US")} late ${window.lateItems === 1 ? "item" : "items"}`;
  if (field === null) return window.kind === "changed" ? `${who}, which lacks ${late}` : `${who}, ${kindText(window)}`;
  const off = offBy(window, field);
  if (window.kind === "changed") return off.difference === null ? `${who}, which lacks ${late}` : `${who}, ${field} ${insteadText(off)}`;
  const right = off.corrected === null ? "" : `: ${field} ${figureText(off.corrected)}`;
  return `${who}, ${kindText(window)}${right}`;
}

function insteadText({ emitted, corrected, share }: Off): string {
  return `${figureText(emitted ?? 0)} instead of ${figureText(corrected ?? 0)}${share === null ? "" : ` (${shareText(share)})`}`;
}

/** Return the time of day at which a window opens, no finer than it is. */
export function windowText({ openTime }: CostWindow): string {
  const text = timeText(openTime, false);
  return /^\d\d:\d\d:00$/.test(text) ? text.slice(0, 5) : text;
}

/** Return what became of a window, in words; empty where only its result changed. */
export function kindText({ kind }: CostWindow): string {
  return { changed: "", missing: "never emitted", joined: "emitted in parts", extra: "not there with a longer wait" }[kind];
}
