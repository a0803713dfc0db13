/** What another wait would have done, in a sentence. */
import type { Curve } from "../../timeline/curve";
import { counted } from "../../timeline/describe";
import { spanText } from "../../timeline/instants";
import type { Verdicts } from "../../timeline/verdicts";

/** Return `wait 12 s: 4 of 132 items late (3.0 %) instead of 18; every window closes 7 s later`. */
export function sentenceOf(curve: Curve, { wait_us, more }: Pick<Verdicts, "wait_us" | "more">, runs_us: number): string {
  const about = curve.isEstimate(wait_us) ? "about " : "";
  const late = curve.lateAt(wait_us) + more;
  const what = `wait ${spanText(wait_us)}: ${about}${late.toLocaleString("en-US")} of ${counted(curve.total, "item")} late (${shareText(curve.total === 0 ? 0 : late / curve.total)})`;
  if (wait_us === runs_us) return `${what}, as it ran.`;
  const later = wait_us > runs_us ? `${spanText(wait_us - runs_us)} later` : `${spanText(runs_us - wait_us)} earlier`;
  return `${what} instead of ${curve.lateNow.toLocaleString("en-US")}; every window closes ${later}.`;
}

/** Return a share with as many decimals as tell something: `3.0 %`, `0.04 %`. */
export function shareText(share: number): string {
  if (share === 0) return "0 %";
  const percent = share * 100;
  return `${percent.toFixed(percent >= 1 ? 1 : percent >= 0.1 ? 2 : 3)} %`;
}
