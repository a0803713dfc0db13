/** The picture of the ruler: windows in lanes over a stretch of time, `align_to`, now, and the instants that were typed. */
import { lengthText } from "../../ruler/explain";
import type { Placed, Strip } from "../../ruler/strip";
import type { Windower } from "../../ruler/windower";
import { dayOf, wallText } from "../../ruler/zones";
import classes from "./ruler.module.css";

const WIDTH = 312;
const LANE = 18;
const TOP = 14;
const LETTER_PX = 6.5;

interface Props {
  readonly strip: Strip;
  readonly windower: Windower;
  readonly now: bigint;
  readonly zone: string;
  readonly label: string;
}

export function RulerStrip({ strip, windower, now, zone, label }: Props) {
  const bottom = TOP + strip.lanes * LANE + 12;
  const place = (us: bigint): number => (Number(us - strip.from) / Math.max(1, Number(strip.to - strip.from))) * WIDTH;
  const inside = (us: bigint): boolean => us >= strip.from && us <= strip.to;
  const align = windower.kind === "session" ? null : windower.align;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- A drawing has no file for an img to show.
    <svg className={classes.strip} viewBox={`0 0 ${WIDTH} ${bottom + 18}`} role="img" aria-label={label} data-testid="ruler-strip">
      <line className={classes.axis} x1={0} x2={WIDTH} y1={bottom} y2={bottom} />
      {windower.kind === "session" && strip.windows.map((window) => <Gap key={String(window.id)} from={place(window.close)} to={place(window.close + windower.gap)} text={lengthText(windower.gap)} />)}
      {strip.windows.map((window) => (
        <Bar key={String(window.id)} window={window} from={place(window.open)} to={place(window.close)} hit={strip.marks.some((at) => holds(window, at, windower))} />
      ))}
      {align !== null && inside(align) && <Align at={place(align)} bottom={bottom} />}
      {inside(now) && <line className={classes.now} x1={place(now)} x2={place(now)} y1={TOP - 8} y2={bottom} />}
      {inside(now) && <Words at={place(now)} y={9} text="now" />}
      {strip.marks.map((at, index) => (
        <g key={index}>
          <line className={classes.drop} x1={place(at)} x2={place(at)} y1={TOP} y2={bottom} />
          <circle className={classes.mark} cx={place(at)} cy={bottom} r={3.5} />
        </g>
      ))}
      <Ends strip={strip} zone={zone} y={bottom + 14} place={place} />
    </svg>
  );
}

function holds(window: Placed, at: bigint, windower: Windower): boolean {
  return at >= window.open && (windower.kind === "session" ? at <= window.close : at < window.close);
}

function Bar({ window, from, to, hit }: { window: Placed; from: number; to: number; hit: boolean }) {
  const [y, width] = [TOP + window.lane * LANE, Math.max(3, to - from - 1)];
  const id = String(window.id);
  return (
    <g data-window={id}>
      <rect className={classes.window} data-hit={hit} x={from + 0.5} y={y} width={width} height={LANE - 4} rx={2} />
      {width > id.length * LETTER_PX + 4 && <text className={classes.id} x={from + width / 2} y={y + 11} textAnchor="middle">{id}</text>}
    </g>
  );
}

/** The silence after which a session closes. */
function Gap({ from, to, text }: { from: number; to: number; text: string }) {
  const y = TOP + (LANE - 4) / 2;
  return (
    <g>
      <path className={classes.gap} d={`M${from} ${y}H${to}M${to} ${y - 4}v8`} />
      {to - from > text.length * LETTER_PX + 8 && <text x={(from + to) / 2} y={y - 4} textAnchor="middle">{text}</text>}
    </g>
  );
}

function Align({ at, bottom }: { at: number; bottom: number }) {
  return (
    <g>
      <path className={classes.align} d={`M${at} ${TOP - 4}V${bottom}`} />
      <Words at={at} y={9} text="align_to" className={classes.alignText} />
    </g>
  );
}

/** The ends of the picture, and as many ends of windows between them as there is room for. */
function Ends({ strip, zone, y, place }: { strip: Strip; zone: string; y: number; place: (us: bigint) => number }) {
  const day = dayOf(strip.from, zone);
  const write = (us: bigint): string => wallText(us, zone, dayOf(us, zone) !== day && us === strip.to);
  const wanted = [strip.from, ...strip.windows.map(({ open }) => open), strip.to];
  let end = -Infinity;
  const last = place(strip.to) - write(strip.to).length * LETTER_PX;
  return wanted.map((us, index) => {
    const text = write(us);
    const half = (text.length * LETTER_PX) / 2;
    const at = Math.min(WIDTH - half, Math.max(half, place(us)));
    const isLast = us === strip.to;
    if (at - half < end + 6 || (!isLast && at + half > last - 6)) return null;
    end = at + half;
    return <text key={index} x={at} y={y} textAnchor="middle">{text}</text>;
  });
}

function Words({ at, y, text, className }: { at: number; y: number; text: string; className?: string | undefined }) {
  const half = (text.length * LETTER_PX) / 2;
  return <text className={className} x={Math.min(WIDTH - half, Math.max(half, at))} y={y} textAnchor="middle">{text}</text>;
}
