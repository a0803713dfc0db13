/** Lines on a canvas: drag over a stretch to look at it alone, double-click to see all again. */
import { useEffect, useLayoutEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { OTHERS, type Range, type Series } from "../../run/series";
import { instantsText, isDashed, lineDash, lineColours, token } from "./chartLooks";

interface ChartProps {
  readonly series: Series;
  /** Whether what goes across are instants, in milliseconds. */
  readonly instants: boolean;
  readonly label: string;
  readonly onRange: (range: Range | null) => void;
  /** Tells how many pixels there are to draw in. */
  readonly onWidth: (width: number) => void;
}

/** A stretch dragged over by less than this is a slip of the hand. */
const LEAST_DRAG_PX = 4;

/** The least room from one label below the chart to the next: an instant and as much again of nothing. */
const LABEL_ROOM_PX = 90;

export function Chart({ series, instants, label, onRange, onWidth }: ChartProps) {
  const place = useRef<HTMLDivElement | null>(null);
  const plot = useRef<uPlot | null>(null);
  const first = useRef(series);
  const tell = useRef({ onRange, onWidth });
  useEffect(() => {
    tell.current = { onRange, onWidth };
  });
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const drawn = new uPlot(options(element, first.current, instants, (range) => tell.current.onRange(range)), dataOf(first.current), element);
    plot.current = drawn;
    const fit = (): void => {
      drawn.setSize({ width: element.clientWidth, height: element.clientHeight });
      tell.current.onWidth(Math.max(50, Math.floor(drawn.bbox.width / devicePixelRatio)));
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [instants]);
  useLayoutEffect(() => {
    const dashed = isDashed(series);
    plot.current?.series.forEach((line, at) => {
      if (at > 0) Object.assign(line, { dash: dashed ? (lineDash(order(series)[at - 1] as number) ?? []) : [] });
    });
    plot.current?.setData(dataOf(series));
  }, [series]);
  return <div ref={place} className="dk-chart" role="img" aria-label={`${label}: ${series.points.toLocaleString("en-US")} points`} data-testid="chart" />;
}

/** What is drawn first lies behind: all others, which nobody looks for one by one. */
function order(series: Series): number[] {
  const places = series.lines.map((_, at) => at);
  return series.lines.at(-1)?.name === OTHERS ? [places.length - 1, ...places.slice(0, -1)] : places;
}

function dataOf(series: Series): uPlot.AlignedData {
  return [series.xs as number[], ...order(series).map((at) => series.ys[at] as (number | null)[])];
}

function options(element: HTMLElement, series: Series, instants: boolean, onRange: (range: Range | null) => void): uPlot.Options {
  const colours = lineColours();
  const axis: uPlot.Axis = {
    stroke: token("--tg-muted"), font: `11px ${token("--tg-font")}`, size: 28, grid: { stroke: token("--tg-hairline"), width: 1 }, ticks: { show: false },
  };
  return {
    width: Math.max(100, element.clientWidth),
    height: Math.max(60, element.clientHeight),
    ms: 1,
    tzDate: (ms) => uPlot.tzDate(new Date(ms), "Etc/UTC"),
    legend: { show: false },
    padding: [10, 12, 0, 0],
    scales: { x: { time: instants } },
    cursor: { drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG_PX }, points: { size: 6 } },
    axes: [{ ...axis, space: LABEL_ROOM_PX, ...(instants ? { values: (_plot, splits, _axis, _space, step) => instantsText(splits, step) } : {}) }, { ...axis, size: 58 }],
    series: [{}, ...order(series).map((at): uPlot.Series => ({ stroke: colours(at), width: series.lines[at]?.name === OTHERS ? 0.5 : 1.5, spanGaps: true }))],
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < LEAST_DRAG_PX) return;
          onRange({ from: plot.posToVal(left, "x"), to: plot.posToVal(left + width, "x") });
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      ready: [(plot) => plot.over.addEventListener("dblclick", () => onRange(null))],
    },
  };
}
