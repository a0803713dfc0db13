/** The strokes that all layers share: lines, and the bar of a window. */
import { faded, type Colours } from "./colours";

export type Pen = CanvasRenderingContext2D;

export const FONT = '11px "Inter Variable", system-ui, sans-serif';

export function line(pen: Pen, x: number, y: number, toX: number, toY: number): void {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(toX, toY);
  pen.stroke();
}

/** One window: filled when it is closed, an edge when it is open. */
export function drawBar(pen: Pen, from: number, to: number, y: number, height: number, open: boolean, colours: Colours): void {
  const left = Math.max(-4, from) + 0.5;
  const width = Math.max(3, Math.min(to, 20_000) - left - 0.5);
  pen.fillStyle = faded(colours.window, open ? 0.14 : 0.7);
  pen.fillRect(left, y, width, height);
  if (!open && height < 5 && width < 8) return;
  pen.strokeStyle = colours.window;
  pen.lineWidth = open ? 1.5 : 1;
  pen.strokeRect(left + 0.25, y + 0.5, Math.max(1, width - 0.5), height - 1);
}

