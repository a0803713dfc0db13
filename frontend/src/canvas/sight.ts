/** What of the flow is in sight, and the pixels it is drawn with by hand. */
import type { ReactFlowState } from "@xyflow/react";
import type { Box } from "../flow/geometry";

/** Return the rectangle of the flow that is in sight, in canvas units. */
export function sightOf({ width, height, transform: [x, y, zoom] }: Pick<ReactFlowState, "width" | "height" | "transform">): Box {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

/** Give a drawing as many pixels as the screen has for this size; return how many there are for one of the page's. */
export function fitPixels(canvas: HTMLCanvasElement, width: number, height: number): number {
  const ratio = devicePixelRatio;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  return ratio;
}
