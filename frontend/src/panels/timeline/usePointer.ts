/**
 * The hand on the picture.
 *
 *     drag moves, Shift-drag brushes, click chooses, wheel zooms where the pointer is, Shift-wheel scrolls lanes,
 *     two fingers apart zoom and along move
 */
import { useEffect, type RefObject } from "react";
import { rangeText } from "../../timeline/ranges";
import type { Stage } from "../../timeline/stage";
import { useDock } from "../dock/dockStore";
import { chooseNothing, chooseRow } from "./chosen";

/** Nearer than this a press and its release are a click. */
const CLICK_PX = 4;

export function usePointer(plot: RefObject<HTMLDivElement | null>, stage: RefObject<Stage | null>): void {
  useEffect(() => {
    const element = plot.current;
    return element === null ? undefined : listenTo(element, () => stage.current);
  }, [plot, stage]);
}

interface Grip {
  readonly startX: number;
  readonly startY: number;
  x: number;
  y: number;
  readonly brushes: boolean;
}

function listenTo(element: HTMLElement, current: () => Stage | null): () => void {
  const grips = new Map<number, Grip>();
  const place = (event: { clientX: number; clientY: number }): [number, number] => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const [x, y] = place(event);
    grips.set(event.pointerId, { startX: x, startY: y, x, y, brushes: event.shiftKey });
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    const stage = current();
    if (stage === null) return;
    const [x, y] = place(event);
    const grip = grips.get(event.pointerId);
    if (grip === undefined) stage.point(x, y);
    else if (grip.brushes) stage.brush(grip.startX, x);
    else drag(stage, grips, grip, x, y);
  };
  const up = (event: PointerEvent): void => {
    const [stage, grip] = [current(), grips.get(event.pointerId)];
    grips.delete(event.pointerId);
    if (stage === null || grip === undefined) return;
    const [x, y] = place(event);
    if (grip.brushes) return brushEnds(stage, grip, x);
    if (Math.hypot(x - grip.startX, y - grip.startY) < CLICK_PX) click(stage, x, y);
  };
  const leave = (): void => current()?.leave();
  const wheel = (event: WheelEvent): void => {
    const stage = current();
    if (stage === null) return;
    event.preventDefault();
    turn(stage, event, place(event)[0]);
  };
  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  element.addEventListener("pointerleave", leave);
  element.addEventListener("wheel", wheel, { passive: false });
  return () => {
    element.removeEventListener("pointerdown", down);
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", up);
    element.removeEventListener("pointercancel", up);
    element.removeEventListener("pointerleave", leave);
    element.removeEventListener("wheel", wheel);
  };
}

/** One finger or the mouse moves; two zoom by how far apart they are. */
function drag(stage: Stage, grips: Map<number, Grip>, grip: Grip, x: number, y: number): void {
  const other = [...grips.values()].find((one) => one !== grip);
  if (other !== undefined) {
    const [before, after] = [Math.abs(grip.x - other.x), Math.abs(x - other.x)];
    if (before > 8 && after > 8) stage.zoom(before / after, (x + other.x) / 2 - stage.gutterWidth);
  } else if (Math.hypot(x - grip.startX, y - grip.startY) >= CLICK_PX || grip.x !== grip.startX) {
    stage.dragBy(x - grip.x, y - grip.y);
  } else return;
  [grip.x, grip.y] = [x, y];
}

function turn(stage: Stage, event: WheelEvent, x: number): void {
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
  const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
  if (event.shiftKey || x < stage.gutterWidth) stage.scrollTo(stage.scroll + dy + dx);
  else if (Math.abs(dx) > Math.abs(dy)) stage.dragBy(-dx, 0);
  else stage.zoom(Math.exp(dy * (event.ctrlKey ? 0.01 : 0.0022)), x - stage.gutterWidth);
}

function click(stage: Stage, x: number, y: number): void {
  stage.point(x, y);
  const hit = stage.under;
  if (hit?.kind === "item") chooseRow(stage.timeline, hit.row);
  else chooseNothing();
}

function brushEnds(stage: Stage, grip: Grip, x: number): void {
  const range = stage.brush(grip.startX, x);
  stage.endBrush();
  useDock.setState({ timelineRange: Math.abs(x - grip.startX) < CLICK_PX ? null : rangeText(range) });
}
