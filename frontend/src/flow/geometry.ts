/** How large a step is drawn, and where its ports are. */
import type { Flow, OperatorEntry, Position } from "../api/types";
import { placeOf } from "./document";

export const GRID = 8;
export const STEP_WIDTH = 208;
const LEAST_HEIGHT = 84;
export const FIRST_PORT_Y = 22;
export const PORT_PITCH = 24;

/** Return a step's height: tall enough for its ports, one below the other. */
export function stepHeight(entry: OperatorEntry | undefined): number {
  const ports = Math.max(entry?.ups.length ?? 0, entry?.downs.length ?? 0);
  return Math.max(LEAST_HEIGHT, FIRST_PORT_Y + (ports - 1) * PORT_PITCH + 18);
}

/** Return where the port of that number is, measured from the step's top. */
export function portY(index: number): number {
  return FIRST_PORT_Y + index * PORT_PITCH;
}

export function snap(at: Position): Position {
  return { x: Math.round(at.x / GRID) * GRID, y: Math.round(at.y / GRID) * GRID };
}

/** Return the nearest place to `wanted` where a new step covers no other. */
export function freePlace(flow: Flow, wanted: Position): Position {
  const taken = flow.steps.map((step) => placeOf(flow, step.id));
  let place = snap(wanted);
  const covered = (at: Position): boolean =>
    taken.some((other) => Math.abs(other.x - at.x) < STEP_WIDTH && Math.abs(other.y - at.y) < LEAST_HEIGHT);
  for (let tries = 0; covered(place) && tries < 200; tries += 1) place = { x: place.x, y: place.y + GRID * 2 };
  return place;
}
