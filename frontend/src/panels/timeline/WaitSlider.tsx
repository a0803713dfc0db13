/** The curve "late share against wait", and the slider on it. */
import { useMemo, useRef, type KeyboardEvent, type MouseEvent, type PointerEvent } from "react";
import type { Curve } from "../../timeline/curve";
import { spanText } from "../../timeline/instants";
import { easyWait, nudged, waitAt, waitPlace, waitTicks, type WaitAxis } from "../../timeline/waitAxis";
import { shareText } from "./waitWords";

interface WaitSliderProps {
  readonly curve: Curve;
  readonly axis: WaitAxis;
  readonly wait_us: number;
  readonly runs_us: number;
  /** What is said of the wait. */
  readonly sentence: string;
  readonly knee_us: number | null;
  readonly onWait: (wait_us: number | null) => void;
}

const [WIDTH, HEIGHT] = [328, 112];
const [LEFT, TOP, BOTTOM] = [0, 14, 20];
const FLOOR = HEIGHT - BOTTOM;

export function WaitSlider(props: WaitSliderProps) {
  const { curve, axis, wait_us, runs_us, knee_us } = props;
  const most = Math.max(curve.shareAt(0), 0.000_001);
  const path = useMemo(() => pathOf(curve, axis, most), [curve, axis, most]);
  const x = (us: number): number => LEFT + waitPlace(axis, us) * WIDTH;
  const y = (share: number): number => yOfShare(share, most);
  return (
    <div className="tl-curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={`${path}V${FLOOR}H${LEFT}z`} className="tl-curve-area" />
        <path d={path} className="tl-curve-line" />
        <line x1={LEFT} x2={WIDTH} y1={FLOOR + 0.5} y2={FLOOR + 0.5} className="dk-axis" />
        <line x1={x(runs_us)} x2={x(runs_us)} y1={TOP - 4} y2={FLOOR} className="tl-curve-run" />
        {knee_us !== null && <circle cx={x(knee_us)} cy={y(curve.shareAt(knee_us))} r={3} className="tl-curve-knee" />}
        <line x1={x(wait_us)} x2={x(wait_us)} y1={TOP - 4} y2={FLOOR} className="tl-curve-hand" />
      </svg>
      <span className="tl-curve-most">{shareText(curve.shareAt(0))} late</span>
      {waitTicks(axis).map((tick) => (
        <span key={tick.text} className="tl-curve-tick" style={{ left: `${waitPlace(axis, tick.wait_us) * 100}%` }}>{tick.text}</span>
      ))}
      <span className="tl-curve-mark" style={{ left: `${waitPlace(axis, runs_us) * 100}%` }}>now</span>
      <Thumb {...props} />
    </div>
  );
}

function yOfShare(share: number, most: number): number {
  return FLOOR - (share / most) * (FLOOR - TOP);
}

/** A stair: between two items' waits nothing changes. */
function pathOf(curve: Curve, axis: WaitAxis, most: number): string {
  const points: string[] = [];
  for (let x = 0; x <= WIDTH; x += 1) {
    const y = yOfShare(curve.shareAt(waitAt(axis, x / WIDTH)), most);
    points.push(`${x === 0 ? "M" : "L"}${x} ${y.toFixed(1)}`);
  }
  return points.join("");
}

function Thumb({ curve, axis, wait_us, runs_us, sentence, onWait }: WaitSliderProps) {
  const thumb = useRef<HTMLDivElement | null>(null);
  const moveTo = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    onWait(snapped(waitAt(axis, (event.clientX - box.left) / box.width), axis, runs_us));
  };
  const press = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    // Who takes hold of the thumb beside its middle does not mean another wait yet.
    if (event.target !== thumb.current) moveTo(event);
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) moveTo(event);
  };
  const hold = (event: MouseEvent): void => {
    event.preventDefault();
    thumb.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = afterKey(event, wait_us, axis, curve);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    onWait(Math.min(next, easyWait(axis.most_us, "down")));
  };
  return (
    <div className="tl-track" role="presentation" onPointerDown={press} onPointerMove={drag} onMouseDown={hold}>
      <div
        ref={thumb}
        role="slider"
        tabIndex={0}
        aria-label="Wait"
        aria-valuemin={0}
        aria-valuemax={axis.most_us / 1e6}
        aria-valuenow={wait_us / 1e6}
        aria-valuetext={sentence}
        className="tl-thumb"
        style={{ left: `${Math.min(1, waitPlace(axis, wait_us)) * 100}%` }}
        title={spanText(wait_us)}
        onKeyDown={onKeyDown}
        data-testid="wait-slider"
      />
    </div>
  );
}

/** A dragged wait is one that is easy to say, and the run's own where it is near. */
function snapped(wait_us: number, axis: WaitAxis, runs_us: number): number {
  return Math.abs(waitPlace(axis, wait_us) - waitPlace(axis, runs_us)) < 0.012 ? runs_us : easyWait(wait_us, "nearest");
}

function afterKey(event: KeyboardEvent, wait_us: number, axis: WaitAxis, curve: Curve): number | null {
  const least = Math.max(1, axis.grain_us / 10);
  const more = (coarse: boolean): number => nudged(wait_us, 1, coarse, least);
  const less = (coarse: boolean): number => nudged(wait_us, -1, coarse, least);
  const moves: Readonly<Record<string, () => number>> = {
    ArrowRight: () => more(event.shiftKey), ArrowUp: () => more(event.shiftKey), PageUp: () => more(true),
    ArrowLeft: () => less(event.shiftKey), ArrowDown: () => less(event.shiftKey), PageDown: () => less(true),
    Home: () => 0, End: () => curve.longest_us,
  };
  return moves[event.key]?.() ?? null;
}
