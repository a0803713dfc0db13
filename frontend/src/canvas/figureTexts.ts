/** What the figures on the canvas say: counts and rates, short enough for a card or a line. */
import { portCounter, stepStats } from "../run";

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** Return a count: exact up to a million, short beyond. */
export function countText(count: number): string {
  return count < 1_000_000 ? WHOLE.format(count) : SHORT.format(count);
}

/** Return the rate of an output while items pass, as short as fits above a wire. */
export function rateText(stepId: string, port: string): string {
  const { rate } = portCounter(stepId, port);
  return rate >= 0.5 ? `${SHORT.format(rate)}/s` : "";
}

/** Return the total of an output, as short as fits below a wire. */
export function shortTotal(stepId: string, port: string): string {
  const total = emitted(stepId, port);
  return total === 0 ? "" : SHORT.format(total);
}

/** Return an output's total alone. */
export function totalText(stepId: string, port: string): string {
  const total = emitted(stepId, port);
  return total === 0 ? "" : countText(total);
}

/** Return how much a step took in, which is the figure of a sink. */
export function takenText(stepId: string): string {
  const total = stepStats(stepId)?.items_in ?? 0;
  return total === 0 ? "" : countText(total);
}

/** Return how much a step took in, as short as it goes. */
export function enteredText(stepId: string): string {
  const total = stepStats(stepId)?.items_in ?? 0;
  return total === 0 ? "" : `${SHORT.format(total)} in`;
}

function emitted(stepId: string, port: string): number {
  return stepStats(stepId)?.items_out[port] ?? 0;
}
