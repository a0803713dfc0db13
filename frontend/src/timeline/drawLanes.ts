/** One lane for each key: its name, its windows in sub-lanes, its watermark, and a line for its items. */
import { faded, type Colours } from "./colours";
import type { Lanes } from "./lanes";
import { drawBar, FONT, line, type Pen } from "./pen";
import { laneTop, windowsInSight, xOf, xOfWatermark, type Scene } from "./scene";
import { OPEN } from "./windows";

/** Draw the lanes in sight; returns the windows that got a bar. */
export function drawLanes(pen: Pen, scene: Scene, colours: Colours): number[] {
  const { lanes, shape, scroll, height } = scene;
  const first = Math.max(0, Math.floor(scroll / shape.height));
  const last = Math.min(lanes.keys.length - 1, Math.floor((scroll + height) / shape.height));
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, scene.gutter + scene.width, height);
  pen.clip();
  for (let lane = first; lane <= last; lane += 1) drawLane(pen, scene, lanes.keys[lane] as number, lane * shape.height - scroll, colours);
  pen.beginPath();
  pen.rect(scene.gutter, 0, scene.width, height);
  pen.clip();
  pen.translate(scene.gutter, 0);
  const drawn = drawWindows(pen, scene, colours);
  for (let lane = first; lane <= last; lane += 1) drawWatermark(pen, scene, lanes.keys[lane] as number, colours);
  pen.restore();
  return drawn;
}

function drawLane(pen: Pen, scene: Scene, key: number, top: number, colours: Colours): void {
  const { keys } = scene.timeline;
  const bottom = top + scene.shape.height;
  pen.strokeStyle = colours.hairline;
  pen.lineWidth = 1;
  line(pen, 0, bottom - 0.5, scene.gutter + scene.width, bottom - 0.5);
  const late = keys.late[key] as number;
  const middle = top + scene.shape.height / 2;
  const count = late === 0 ? "" : `${late > 9_999 ? `${Math.round(late / 1_000)}k` : late} ◇`;
  pen.textAlign = "left";
  pen.fillStyle = colours.text;
  pen.fillText(fittedName(pen, keys.names[key] as string, scene.gutter - BESIDE_NAME - pen.measureText(count).width), 8, middle);
  pen.textAlign = "right";
  pen.fillStyle = colours.late;
  pen.fillText(count, scene.gutter - 8, middle);
}

/** Beside a name: the edges of the gutter, and the count of late items. */
const BESIDE_NAME = 24;
const ROOM_FOR_COUNT = 40;

/** Return how wide the gutter would be in which the longest name of the lanes is whole. */
export function gutterFor(pen: Pen, lanes: Lanes, names: readonly string[]): number {
  const longest = lanes.keys.reduce((most, key) => ((names[key] ?? "").length > most.length ? (names[key] ?? "") : most), "");
  pen.font = FONT;
  return pen.measureText(longest.slice(0, LONGEST_MEASURED)).width + BESIDE_NAME + ROOM_FOR_COUNT;
}

/** No gutter is wider than this many letters. */
const LONGEST_MEASURED = 400;

/** Return as much of a name as there is room for: names tell themselves apart at either end. */
function fittedName(pen: Pen, name: string, room: number): string {
  if (name.length <= LONGEST_MEASURED && pen.measureText(name).width <= room) return name;
  let length = Math.min(name.length - 1, Math.floor(room / 4));
  while (length > 2 && pen.measureText(shortened(name, length)).width > room) length -= 1;
  return shortened(name, length);
}

function shortened(name: string, length: number): string {
  const end = Math.floor(length / 3);
  return `${name.slice(0, length - end)}…${name.slice(name.length - end)}`;
}

function drawWindows(pen: Pen, scene: Scene, colours: Colours): number[] {
  const { windows } = scene.timeline;
  const { bar, step, depth, top: first } = scene.shape;
  // Where windows are narrower than a pixel, one bar shows them all.
  const lastX = new Map<number, number>();
  const drawn: number[] = [];
  for (const at of windowsInSight(scene)) {
    const subLane = windows.lane[at] as number;
    const top = laneTop(scene, windows.key[at] as number);
    if (subLane >= depth || top === null) continue;
    const [from, to] = [xOf(scene, windows.open[at] as number), xOf(scene, windows.close[at] as number)];
    drawn.push(at);
    const place = (windows.key[at] as number) * depth + subLane;
    const pixel = Math.floor(from);
    if (to - from < 1 && lastX.get(place) === pixel) continue;
    lastX.set(place, pixel);
    const y = Math.round(top) + first + subLane * step;
    drawBar(pen, from, to, y, bar, windows.state[at] === OPEN, colours);
    const parts = windows.merged.get(at);
    if (parts !== undefined) drawJoints(pen, from, Math.max(to, from + 3), y, bar, parts.length, colours);
  }
  return drawn;
}

/** A merged session: a bracket over it, and a gap where each other session was joined to it. */
function drawJoints(pen: Pen, from: number, to: number, y: number, bar: number, parts: number, colours: Colours): void {
  pen.fillStyle = colours.surface;
  for (let part = 1; part <= Math.min(parts, 8); part += 1) {
    pen.fillRect(Math.round(from + ((to - from) * part) / (parts + 1)) - 1, y, 2, bar);
  }
  pen.strokeStyle = colours.window;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(from + 0.5, y + 1);
  pen.lineTo(from + 0.5, y - 2.5);
  pen.lineTo(to - 0.5, y - 2.5);
  pen.lineTo(to - 0.5, y + 1);
  pen.stroke();
}

function drawWatermark(pen: Pen, scene: Scene, key: number, colours: Colours): void {
  const top = laneTop(scene, key);
  const x = Math.round(xOfWatermark(scene, scene.timeline.keys.watermark[key] as number));
  if (top === null || !(x > -2 && x < scene.width + 2)) return;
  pen.strokeStyle = colours.watermark;
  pen.lineWidth = 2;
  line(pen, x, top + 1, x, top + scene.shape.height - 2);
  line(pen, x - 4, top + 2, x + 4, top + 2);
  pen.fillStyle = faded(colours.watermark, 0.05);
  pen.fillRect(0, top, x, scene.shape.height - 1);
}
