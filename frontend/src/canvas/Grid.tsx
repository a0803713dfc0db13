/** The dots under the flow: one ground of them, pushed around by less than the way from one dot to the next. */
import { useStoreApi, type Transform } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { GRID } from "../flow/geometry";
import { FAR } from "./distances";
import classes from "./Grid.module.css";

const GAP = GRID * 3;
/** In canvas units. */
const DOT = 0.6;
/** Dots would be finer than a pixel, and closer than ever needed. */
const MOST_GAP_PX = GAP * 2;

export function Grid() {
  const dots = useRef<HTMLDivElement>(null);
  const store = useStoreApi();
  useEffect(() => {
    if (dots.current) place(dots.current, store.getState().transform);
    return store.subscribe((now, before) => {
      if (dots.current && now.transform !== before.transform) place(dots.current, now.transform);
    });
  }, [store]);
  return (
    <div className={classes.ground}>
      <div ref={dots} className={classes.dots} style={{ inset: -MOST_GAP_PX }} />
    </div>
  );
}

/** Lay the dots where the canvas is; from far away they are finer than can be seen. */
function place(dots: HTMLElement, [x, y, zoom]: Transform): void {
  const { style } = dots;
  style.display = zoom < FAR ? "none" : "";
  if (zoom < FAR) return;
  const gap = GAP * zoom;
  style.setProperty("--gap", `${gap}px`);
  style.setProperty("--dot", `${DOT * zoom}px`);
  style.transform = `translate(${shift(x, gap)}px, ${shift(y, gap)}px)`;
}

/** Return how far to push the dots, from 0 to a gap, so that one of them lies at the canvas's origin. */
function shift(origin: number, gap: number): number {
  // They begin beyond the edge, and each lies in the middle of its square.
  const way = origin + MOST_GAP_PX - gap / 2;
  return ((way % gap) + gap) % gap;
}
