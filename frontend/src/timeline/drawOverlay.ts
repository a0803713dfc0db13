/** What moves with the hand: the pointer's instant, the brushed stretch, what is chosen and what had moved its watermark. */
import { faded, type Colours } from "./colours";
import { drawStair } from "./drawBase";
import { instantText } from "./instants";
import { FONT, line, type Pen } from "./pen";
import { AXIS_HEIGHT, xOf, xOfWatermark, yOf, type Scene } from "./scene";
import { instantAt } from "./scale";

export interface Marked {
  /** Rows, or -1. */
  readonly hovered: number;
  readonly chosen: number;
  readonly range: { readonly from_us: number; readonly to_us: number } | null;
  /** Where the pointer is across the plot; null when it is elsewhere. */
  readonly pointerX: number | null;
  /** The watermark of the hovered item's key, or of the chosen one's. */
  readonly stair: Float64Array | null;
}

export function drawOverlay(pen: Pen, scene: Scene, marked: Marked, colours: Colours): void {
  pen.clearRect(0, 0, scene.gutter + scene.width, scene.height + AXIS_HEIGHT);
  pen.font = FONT;
  pen.save();
  pen.beginPath();
  pen.rect(scene.gutter, 0, scene.width, scene.height);
  pen.clip();
  pen.translate(scene.gutter, 0);
  if (marked.range !== null) drawRange(pen, scene, marked.range, colours);
  if (marked.stair !== null && scene.by === "arrival") drawStair(pen, scene, marked.stair, colours, 2);
  if (marked.chosen >= 0) drawMover(pen, scene, marked.chosen, colours);
  if (marked.chosen >= 0) drawRing(pen, scene, marked.chosen, colours.text, 2);
  if (marked.hovered >= 0 && marked.hovered !== marked.chosen) drawRing(pen, scene, marked.hovered, colours.muted, 1.5);
  pen.restore();
  if (marked.pointerX !== null) drawPointer(pen, scene, marked.pointerX, colours);
}

function drawRange(pen: Pen, scene: Scene, range: { from_us: number; to_us: number }, colours: Colours): void {
  const [from, to] = [xOf(scene, range.from_us), xOf(scene, range.to_us)];
  pen.fillStyle = faded(colours.accent, 0.12);
  pen.fillRect(from, 0, to - from, scene.height);
  pen.strokeStyle = colours.accent;
  pen.lineWidth = 1;
  for (const x of [from, to]) line(pen, Math.round(x) + 0.5, 0, Math.round(x) + 0.5, scene.height);
}

function drawRing(pen: Pen, scene: Scene, row: number, colour: string, width: number): void {
  const [x, y] = [xOf(scene, scene.timeline.items.time[row] as number), yOf(scene, row)];
  if (Number.isNaN(y)) return;
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.arc(x, y, 8, 0, 2 * Math.PI);
  pen.stroke();
}

/** From the chosen item to the one that moved the watermark it was judged by, and to where that stood. */
function drawMover(pen: Pen, scene: Scene, row: number, colours: Colours): void {
  const { items } = scene.timeline;
  const y = yOf(scene, row);
  if (Number.isNaN(y)) return;
  const x = xOf(scene, items.time[row] as number);
  const watermark = xOfWatermark(scene, items.after[row] as number);
  pen.strokeStyle = colours.watermark;
  pen.lineWidth = 1.5;
  line(pen, x, y, watermark, y);
  line(pen, watermark, y - 7, watermark, y + 7);
  const mover = items.rowAt(items.setter[row] as number);
  if (mover < 0 || mover === row) return;
  const [moverX, moverY] = [xOf(scene, items.time[mover] as number), yOf(scene, mover)];
  pen.setLineDash([3, 3]);
  line(pen, watermark, y, moverX, moverY);
  pen.setLineDash([]);
  pen.beginPath();
  pen.arc(moverX, moverY, 6, 0, 2 * Math.PI);
  pen.stroke();
}

function drawPointer(pen: Pen, scene: Scene, x: number, colours: Colours): void {
  const at = Math.round(scene.gutter + x) + 0.5;
  pen.strokeStyle = faded(colours.muted, 0.5);
  pen.lineWidth = 1;
  line(pen, at, 0, at, scene.height);
  const text = instantText(roundedTo(instantAt(scene.view, scene.width, x), (scene.view.to_us - scene.view.from_us) / scene.width), scene.zone, false);
  const width = pen.measureText(text).width + 12;
  const left = Math.min(scene.gutter + scene.width - width, Math.max(scene.gutter, at - width / 2));
  pen.fillStyle = colours.text;
  pen.fillRect(left, scene.height + 3, width, AXIS_HEIGHT - 6);
  pen.fillStyle = colours.surface;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, left + width / 2, scene.height + AXIS_HEIGHT / 2 + 0.5);
}

/** Return an instant with no more figures than a pixel can tell. */
function roundedTo(at_us: number, pixel_us: number): number {
  const grain = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, pixel_us))));
  const coarse = grain >= 1e6 ? 1e6 : grain;
  return Math.round(at_us / coarse) * coarse;
}

