/** A rate over the last minutes, as small as a word: one step of a line for each second or so. */
import type { Stretch } from "../../run/rateHistory";

const WIDTH = 96;
const HEIGHT = 16;
const PAD = 1.5;

export function Sparkline({ stretches, words }: { stretches: readonly Stretch[]; words: string }) {
  return (
    <svg className="mt-spark" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
      <title>{words}</title>
      <line className="mt-spark-ground" x1={0} x2={WIDTH} y1={HEIGHT - PAD} y2={HEIGHT - PAD} />
      {stretches.length > 0 && <path className="mt-spark-rate" d={pathOf(stretches)} />}
    </svg>
  );
}

/** Return the line as a path; its top is the highest rate there was. */
function pathOf(stretches: readonly Stretch[]): string {
  const [from, to] = [stretches[0]?.from_s ?? 0, stretches.at(-1)?.to_s ?? 0];
  const highest = Math.max(...stretches.map(({ rate }) => rate));
  const x = (at_s: number): string => (((at_s - from) / (to - from || 1)) * WIDTH).toFixed(1);
  const y = (rate: number): string => (HEIGHT - PAD - (highest === 0 ? 0 : (rate / highest) * (HEIGHT - 2 * PAD))).toFixed(1);
  return stretches.map((one, at) => `${at === 0 ? "M" : "L"}${x(one.from_s)} ${y(one.rate)}H${x(one.to_s)}`).join("");
}
