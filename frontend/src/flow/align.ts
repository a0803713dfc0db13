/** Boxes put in line, or at even distances. */
import type { Position } from "../api/types";
import type { Box } from "./geometry";

export type Side = "left" | "centre" | "right" | "top" | "middle" | "bottom";
export type Axis = "across" | "down";

/** Return where each box goes so that all have this side in line: that of the rectangle around them. */
export function aligned(boxes: readonly Box[], side: Side): Position[] {
  const [left, top] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const [right, bottom] = [Math.max(...boxes.map((box) => box.x + box.width)), Math.max(...boxes.map((box) => box.y + box.height))];
  const placed: Record<Side, (box: Box) => Position> = {
    left: ({ y }) => ({ x: left, y }),
    centre: ({ y, width }) => ({ x: Math.round((left + right - width) / 2), y }),
    right: ({ y, width }) => ({ x: right - width, y }),
    top: ({ x }) => ({ x, y: top }),
    middle: ({ x, height }) => ({ x, y: Math.round((top + bottom - height) / 2) }),
    bottom: ({ x, height }) => ({ x, y: bottom - height }),
  };
  return boxes.map(placed[side]);
}

/** Return where each box goes so that the gaps between them are even; the first and the last stay. */
export function distributed(boxes: readonly Box[], axis: Axis): Position[] {
  const [start, length] = axis === "across" ? (["x", "width"] as const) : (["y", "height"] as const);
  const order = boxes.toSorted((one, other) => one[start] - other[start]);
  const [first, last] = [order[0], order.at(-1)];
  if (!first || !last) return [];
  const room = last[start] + last[length] - first[start];
  const gap = (room - order.reduce((sum, box) => sum + box[length], 0)) / Math.max(1, order.length - 1);
  const places = new Map<Box, Position>();
  let at = first[start];
  for (const box of order) {
    places.set(box, { x: box.x, y: box.y, [start]: Math.round(at) });
    at += box[length] + gap;
  }
  return boxes.map((box) => places.get(box) ?? box);
}
