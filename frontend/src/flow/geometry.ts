/** How large steps, notes and groups are drawn, and where their ports are. */
import type { Flow, OperatorEntry, Position, StepGroup } from "../api/types";
import { placeOf, stepOf } from "./document";

export const GRID = 8;
export const STEP_WIDTH = 208;
const LEAST_HEIGHT = 84;
export const FIRST_PORT_Y = 22;
export const PORT_PITCH = 24;
/** How far a group's frame stands off its steps, and the height of its title. */
const FRAME = GRID * 3;
export const FRAME_TITLE = GRID * 4;

export interface Box extends Position {
  width: number;
  height: number;
}

type Operators = ReadonlyMap<string, OperatorEntry>;

/** Return a step's height: tall enough for its ports, one below the other. */
export function stepHeight(entry: OperatorEntry | undefined): number {
  const ports = Math.max(entry?.ups.length ?? 0, entry?.downs.length ?? 0);
  return Math.max(LEAST_HEIGHT, FIRST_PORT_Y + (ports - 1) * PORT_PITCH + 18);
}

/** Return where the port of that number is, measured from the step's top. */
export function portY(index: number): number {
  return FIRST_PORT_Y + index * PORT_PITCH;
}

/** Return the rectangle in which a step is drawn. */
export function stepBox(flow: Flow, operators: Operators, id: string): Box {
  return { ...placeOf(flow, id), width: STEP_WIDTH, height: stepHeight(operators.get(stepOf(flow, id)?.operator ?? "")) };
}

/** Return the rectangle around others; null around nothing. */
export function around(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  return { x, y, width: right - x, height: Math.max(...boxes.map((box) => box.y + box.height)) - y };
}

/** Return the frame around a group's steps, with room for its title above them; null when it has no steps. */
export function frameAround(boxes: readonly Box[]): Box | null {
  const inner = around(boxes);
  return (
    inner && {
      x: inner.x - FRAME,
      y: inner.y - FRAME_TITLE - GRID,
      width: inner.width + 2 * FRAME,
      height: inner.height + FRAME_TITLE + GRID + FRAME,
    }
  );
}

/** Return the frame of a group as its steps lie now. */
export function groupFrame(flow: Flow, operators: Operators, group: StepGroup): Box | null {
  const there = group.steps.filter((id) => stepOf(flow, id));
  return frameAround(there.map((id) => stepBox(flow, operators, id)));
}

/** Whether a box lies wholly in another. */
export function within(box: Box, outer: Box): boolean {
  return box.x >= outer.x && box.y >= outer.y && box.x + box.width <= outer.x + outer.width && box.y + box.height <= outer.y + outer.height;
}

/** Return the rectangle around everything that is drawn; null when nothing is. */
export function flowBounds(flow: Flow, operators: Operators): Box | null {
  const frames = flow.groups.map((group) => groupFrame(flow, operators, group)).filter((frame) => frame !== null);
  return around([...flow.steps.map((step) => stepBox(flow, operators, step.id)), ...flow.notes, ...frames]);
}

export function snap(at: Position): Position {
  return { x: Math.round(at.x / GRID) * GRID, y: Math.round(at.y / GRID) * GRID };
}

/** Return the nearest place to `wanted`, straight down from it, where a new step or something of another size covers no step. */
export function freePlace(flow: Flow, wanted: Position, { width, height } = { width: STEP_WIDTH, height: LEAST_HEIGHT }): Position {
  const taken = flow.steps.map((step) => placeOf(flow, step.id));
  let place = snap(wanted);
  const covered = (at: Position): boolean =>
    taken.some((other) => at.x < other.x + STEP_WIDTH && other.x < at.x + width && at.y < other.y + LEAST_HEIGHT && other.y < at.y + height);
  for (let tries = 0; covered(place) && tries < 400; tries += 1) place = { x: place.x, y: place.y + GRID * 2 };
  return place;
}
