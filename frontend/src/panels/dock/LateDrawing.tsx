/** Why one item was late, as a picture: its window, where it fell, where the watermark stood, who had moved it, and the wait that was missing. */
import type { LateItem } from "../../run/late";
import { shortClock, whySentence, type WhyLate } from "../../run/whyLate";
import { durationText } from "../../run/timeText";
import { writeDuration } from "../../flow/micros";
import { lateGeometry, type LateGeometry } from "./lateGeometry";

const [WIDTH, HEIGHT] = [420, 120];
const LANES = { window: 32, item: 62, bracket: 84, axis: 100 } as const;
const LETTER_PX = 6.2;
/** Shorter brackets than this have no room for words. */
const LEAST_WORDED_PX = 44;

type Write = (instant: string | null) => string;

export function LateDrawing({ why }: { why: WhyLate }) {
  const { late, mover } = why;
  const geometry = lateGeometry(late, mover.timestamp);
  if (geometry === null) return null;
  const write = shortClock(why);
  const [item, watermark] = [geometry.item * WIDTH, geometry.watermark * WIDTH];
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- A drawing has no file for an img to show.
    <svg className="dk-drawing" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={whySentence(why)} data-testid="late-drawing">
      <line x1={0} x2={WIDTH} y1={LANES.axis} y2={LANES.axis} className="dk-axis" />
      {geometry.window !== null && <WindowBar window={geometry.window} open={late.windowWasOpen === true} />}
      <line x1={watermark} x2={watermark} y1={18} y2={LANES.axis} className="dk-watermark" />
      <path d={`M${watermark - 5} 18h10`} className="dk-watermark" />
      {geometry.window !== null && <WindowWords window={geometry.window} late={late} write={write} />}
      <Label at={watermark} y={11} text={`watermark ${write(late.watermark)}`} className="dk-ink-watermark" />
      <line x1={item} x2={item} y1={LANES.item} y2={LANES.axis} className="dk-drop" />
      <path d={diamond(item, LANES.item, 6)} className="dk-late-mark" />
      <Bracket from={item} to={watermark} text={late.lateBy === null ? "" : `${durationText(late.lateBy)} short`} />
      {geometry.mover !== null && <MoverMark why={why} at={geometry.mover * WIDTH} watermark={watermark} />}
      <AxisWords why={why} geometry={geometry} write={write} />
    </svg>
  );
}

/** The item that moved the watermark; where no time passed, the watermark stands the wait behind it. */
function MoverMark({ why, at, watermark }: { why: WhyLate; at: number; watermark: number }) {
  const { mover, clock } = why;
  const wait = mover.silence === 0n ? (clock?.wait ?? 0n) : 0n;
  return (
    <g>
      <line x1={at} x2={at} y1={LANES.item} y2={LANES.axis} className="dk-drop-ontime" />
      <circle cx={at} cy={LANES.item} r={5} className="dk-ontime-mark" />
      {wait > 0n && <Bracket from={watermark} to={at} text={`wait ${durationText(writeDuration(wait))}`} />}
    </g>
  );
}

/** The instants below the axis; they make room for each other. */
function AxisWords({ why, geometry, write }: { why: WhyLate; geometry: LateGeometry; write: Write }) {
  const { late, mover } = why;
  const texts = [write(late.timestamp), `${write(mover.timestamp)}${mover.position === null ? "" : ` · item ${mover.position}`}`] as const;
  const [item, moved] = [geometry.item * WIDTH, geometry.mover === null ? null : geometry.mover * WIDTH];
  const y = LANES.axis + 15;
  if (moved === null) return <Label at={item} y={y} text={texts[0]} className="dk-ink-late" />;
  const apart = ((texts[0].length + texts[1].length) * LETTER_PX) / 2 + 12;
  const wanted = moved < item ? Math.min(moved, item - apart) : Math.max(moved, item + apart);
  const half = (texts[1].length * LETTER_PX) / 2 + 2;
  const second = Math.min(WIDTH - half, Math.max(half, wanted));
  const first = second > item ? Math.min(item, second - apart) : Math.max(item, second + apart);
  return (
    <g>
      <Label at={first} y={y} text={texts[0]} className="dk-ink-late" />
      <Label at={second} y={y} text={texts[1]} className="dk-ink-ontime" />
    </g>
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
function WindowWords({ window, late, write }: { window: NonNullable<LateGeometry["window"]>; late: LateItem; write: Write }) {
  const state = late.windowWasOpen === true ? "open" : "closed";
  const text = `window ${late.windowId ?? ""} ${state} · ${write(late.windowOpen)} to ${write(late.windowClose)}`;
  return <Label at={((window.from + window.to) / 2) * WIDTH} y={LANES.window - 5} text={text} className="dk-ink-window" />;
}

function Bracket({ from, to, text }: { from: number; to: number; text: string }) {
  const y = LANES.bracket;
  return (
    <g>
      <path d={`M${from} ${y - 4}v8M${from} ${y}H${to}M${to} ${y - 4}v8`} className="dk-bracket" />
      {Math.abs(to - from) > Math.min(LEAST_WORDED_PX, text.length * LETTER_PX) && <Label at={(from + to) / 2} y={y - 5} text={text} className="dk-ink-bracket" />}
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
