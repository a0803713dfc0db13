/** Rates of the last minutes as a small line, the largest at the top; in words for who cannot see it. */
import { rateText } from "./cells";

const [WIDTH, HEIGHT] = [112, 18];

export function Sparkline({ rates }: { rates: readonly number[] }) {
  const most = Math.max(...rates, 0);
  if (rates.length < 2 || most === 0) return <span className="dk-quiet">—</span>;
  const across = WIDTH / (rates.length - 1);
  const points = rates.map((rate, at) => `${(at * across).toFixed(1)},${(HEIGHT - 1 - (rate / most) * (HEIGHT - 3)).toFixed(1)}`);
  const words = `${rateText(rates.at(-1) ?? 0)} now, ${rateText(most)} at most in the last ${rates.length} s`;
  return (
    <svg className="dk-spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={words}>
      <title>{words}</title>
      <polyline points={points.join(" ")} />
    </svg>
  );
}
