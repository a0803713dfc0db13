/** Why one item was late, as a picture: its window, where it fell, where the watermark stood, and the wait that was missing. */
import { lateSentence, shortClock, type LateItem } from "../../run/late";
import { durationText } from "../../run/timeText";
import { lateGeometry, type LateGeometry } from "./lateGeometry";

const [WIDTH, HEIGHT] = [420, 116];
const LANES = { window: 32, item: 60, bracket: 80, axis: 98 } as const;
const LETTER_PX = 6.2;

export function LateDrawing({ late, frozen }: { late: LateItem; frozen: boolean }) {
  const geometry = lateGeometry(late);
  if (geometry === null) return null;
  const clock = shortClock(late);
  const [item, watermark] = [geometry.item * WIDTH, geometry.watermark * WIDTH];
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- A drawing has no file for an img to show.
    <svg className="dk-drawing" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={lateSentence(late, frozen)} data-testid="late-drawing">
      <line x1={0} x2={WIDTH} y1={LANES.axis} y2={LANES.axis} className="dk-axis" />
      {geometry.window !== null && <WindowBar window={geometry.window} open={late.windowWasOpen === true} />}
      <line x1={watermark} x2={watermark} y1={18} y2={LANES.axis} className="dk-watermark" />
      <path d={`M${watermark - 5} 18h10`} className="dk-watermark" />
      {geometry.window !== null && <WindowWords window={geometry.window} late={late} />}
      <Label at={watermark} y={11} text={`watermark ${clock(late.watermark)}`} className="dk-ink-watermark" />
      <line x1={item} x2={item} y1={LANES.item} y2={LANES.axis} className="dk-drop" />
      <path d={diamond(item, LANES.item, 6)} className="dk-late-mark" />
      <Bracket from={item} to={watermark} text={late.lateBy === null ? "" : `${durationText(late.lateBy)} short`} />
      <Label at={item} y={LANES.axis + 14} text={clock(late.timestamp)} className="dk-ink-late" />
    </svg>
  );
}

function WindowBar({ window, open }: { window: NonNullable<LateGeometry["window"]>; open: boolean }) {
  const [from, to] = [window.from * WIDTH, window.to * WIDTH];
  return (
    <g>
      <rect x={from} y={LANES.window} width={Math.max(3, to - from)} height={14} rx={2} className={`dk-window-${open ? "open" : "closed"}`} />
      {window.cutFrom && <path d={`M${from} ${LANES.window - 1}l-5 4l5 4l-5 4l5 4`} className="dk-torn" />}
      {window.cutTo && <path d={`M${to} ${LANES.window - 1}l5 4l-5 4l5 4l-5 4`} className="dk-torn" />}
    </g>
  );
}

/** What the bar's window is; drawn after the watermark's line, which may pass behind it. */
function WindowWords({ window, late }: { window: NonNullable<LateGeometry["window"]>; late: LateItem }) {
  const clock = shortClock(late);
  const state = late.windowWasOpen === true ? "open" : "closed";
  const text = `window ${late.windowId ?? ""} ${state} · ${clock(late.windowOpen)} to ${clock(late.windowClose)}`;
  return <Label at={((window.from + window.to) / 2) * WIDTH} y={LANES.window - 5} text={text} className="dk-ink-window" />;
}

function Bracket({ from, to, text }: { from: number; to: number; text: string }) {
  const y = LANES.bracket;
  return (
    <g>
      <path d={`M${from} ${y - 4}v8M${from} ${y}H${to}M${to} ${y - 4}v8`} className="dk-bracket" />
      <Label at={(from + to) / 2} y={y - 5} text={text} className="dk-ink-bracket" />
    </g>
  );
}

/** A text centred at a place, moved inside the picture where it would hang out. */
function Label({ at, y, text, className }: { at: number; y: number; text: string; className: string }) {
  const half = (text.length * LETTER_PX) / 2 + 2;
  const x = Math.min(WIDTH - half, Math.max(half, at));
  return <text x={x} y={y} textAnchor="middle" className={className}>{text}</text>;
}

function diamond(x: number, y: number, size: number): string {
  return `M${x} ${y - size}l${size} ${size}l${-size} ${size}l${-size} ${-size}z`;
}
