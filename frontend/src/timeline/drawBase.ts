/** What lies under the items: the axis, the lanes, the windows as bars, the line of no delay and the watermark's stair. */
import { faded, type Colours } from "./colours";
import { drawLanes } from "./drawLanes";
import { drawBar, FONT, line, type Pen } from "./pen";
import { dayText, zoneName } from "./instants";
import { arrivalOf, AXIS_HEIGHT, bandLane, xOf, xOfWatermark, yOfArrival, type Scene } from "./scene";
import { instantAt, ticksOf } from "./scale";

/**
 * Draw all of it; `stair` is the watermark of the one key that is in sight, else the furthest of all is drawn. Returns
 * the windows that got a bar of their own.
 */
export function drawBase(pen: Pen, scene: Scene, colours: Colours, stair: Float64Array | null): number[] {
  pen.clearRect(0, 0, scene.gutter + scene.width, scene.height + AXIS_HEIGHT);
  pen.font = FONT;
  drawAxis(pen, scene, colours);
  pen.save();
  pen.beginPath();
  pen.rect(scene.gutter, 0, scene.width, scene.height);
  pen.clip();
  pen.translate(scene.gutter, 0);
  if (scene.by === "arrival") {
    drawNoDelay(pen, scene, colours);
    if (stair === null) drawFurthest(pen, scene, colours);
    else drawStair(pen, scene, stair, colours, 2);
    drawBand(pen, scene, colours);
  }
  pen.restore();
  if (scene.by === "keys") return drawLanes(pen, scene, colours);
  drawArrivalTicks(pen, scene, colours);
  return [];
}

function drawAxis(pen: Pen, scene: Scene, colours: Colours): void {
  const { view, width, height, zone } = scene;
  pen.strokeStyle = colours.hairline;
  pen.lineWidth = 1;
  pen.fillStyle = colours.muted;
  pen.textBaseline = "middle";
  pen.textAlign = "center";
  for (const tick of ticksOf(view, width, zone)) {
    const x = Math.round(scene.gutter + xOf(scene, tick.at_us)) + 0.5;
    line(pen, x, 0, x, height + 4);
    // Further left it would stand on the day.
    if (x > scene.gutter + 26) pen.fillText(tick.text, Math.min(scene.gutter + width - 28, x), height + AXIS_HEIGHT / 2 + 1);
  }
  pen.strokeStyle = colours.strong;
  line(pen, scene.gutter, height + 0.5, scene.gutter + width, height + 0.5);
  line(pen, scene.gutter - 0.5, 0, scene.gutter - 0.5, height);
  pen.textAlign = "left";
  const middle = instantAt(view, width, width / 2);
  pen.fillText(`${dayText(middle, zone)} ${zoneName(middle, zone)}`, 8, height + AXIS_HEIGHT / 2 + 1);
}

/** Where an item would lie that arrives the moment it happens; nothing where time stands still. */
function drawNoDelay(pen: Pen, scene: Scene, colours: Colours): void {
  if (scene.timeline.frozen) return;
  const [low, high] = [scene.low, scene.high];
  pen.strokeStyle = colours.faint;
  pen.setLineDash([2, 4]);
  line(pen, xOf(scene, low), yOfArrival(scene, low), xOf(scene, high), yOfArrival(scene, high));
  pen.setLineDash([]);
}

/** The furthest watermark of any key as it was after each arrival in sight. */
function drawFurthest(pen: Pen, scene: Scene, colours: Colours): void {
  const { items } = scene.timeline;
  const rows = furthestRows(scene);
  pen.beginPath();
  for (const [at, row] of rows.entries()) {
    const [x, y] = [xOfWatermark(scene, items.furthest[row] as number), yOfArrival(scene, arrivalOf(scene.timeline, row))];
    if (at === 0) pen.moveTo(x, y);
    else {
      pen.lineTo(xOfWatermark(scene, items.furthest[rows[at - 1] as number] as number), y);
      pen.lineTo(x, y);
    }
  }
  pen.strokeStyle = faded(colours.watermark, 0.75);
  pen.lineWidth = 1.5;
  // Between so many steps no dash could be seen, and dashing them takes longer than all else.
  if (rows.length < 200) pen.setLineDash([6, 3]);
  pen.stroke();
  pen.setLineDash([]);
}

/** The rows whose watermark is drawn: all in sight, or of too many the last one of each pixel. It never goes back. */
function furthestRows(scene: Scene): number[] {
  const { low, high, bandTop } = scene;
  const [first, end] = [rowOfArrival(scene, low), rowOfArrival(scene, high + 0.5)];
  if (end - first <= 2 * bandTop) return Array.from({ length: end - first }, (_, at) => first + at);
  const rows = Array.from({ length: Math.ceil(bandTop) }, (_, pixel) => rowOfArrival(scene, low + ((high - low) * (pixel + 1)) / bandTop) - 1);
  return [...new Set(rows)].filter((row) => row >= first);
}

/** Return the first row that arrived then or later: rows are in the order of arrival. */
function rowOfArrival(scene: Scene, arrival: number): number {
  let [low, high] = [0, scene.timeline.items.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (arrivalOf(scene.timeline, middle) < arrival) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One key's watermark, from item to item: level while it stands, on with system time, and a step where an item moves it. */
export function drawStair(pen: Pen, scene: Scene, points: Float64Array, colours: Colours, width: number): void {
  pen.beginPath();
  let isDown = false;
  for (let at = 0; at < points.length; at += 2) {
    const [instant, arrival] = [points[at] as number, points[at + 1] as number];
    if (Number.isNaN(instant)) isDown = false;
    else if (arrival >= scene.low && arrival <= scene.high) {
      const [x, y] = [xOfWatermark(scene, instant), yOfArrival(scene, arrival)];
      if (isDown) pen.lineTo(x, y);
      else pen.moveTo(x, y);
      isDown = true;
    }
  }
  pen.strokeStyle = colours.watermark;
  pen.lineWidth = width;
  pen.stroke();
}

function drawArrivalTicks(pen: Pen, scene: Scene, colours: Colours): void {
  pen.fillStyle = colours.muted;
  pen.textAlign = "right";
  const { timeline } = scene;
  for (const { at, text } of arrivalTicks(scene)) pen.fillText(text, scene.gutter - 8, yOfArrival(scene, at));
  pen.textAlign = "left";
  pen.fillStyle = colours.faint;
  pen.save();
  pen.translate(14, scene.bandTop / 2);
  pen.rotate(-Math.PI / 2);
  pen.textAlign = "center";
  pen.fillText(timeline.frozen ? "order of arrival →" : "arrival →", 0, 0);
  pen.restore();
  if (scene.spans !== null && scene.spans.depth > 0) {
    pen.textAlign = "right";
    pen.fillText("windows", scene.gutter - 8, (scene.bandTop + scene.height) / 2);
  }
}

/** Round arrivals to mark, one every 36 pixels or more: positions where time stands still, else system time. */
function arrivalTicks(scene: Scene): { at: number; text: string }[] {
  const { low, high, timeline, zone, bandTop } = scene;
  const most = Math.max(1, Math.floor(bandTop / 36));
  if (!timeline.frozen) return ticksOf({ from_us: low, to_us: high }, most, zone, 1).map(({ at_us, text }) => ({ at: at_us, text }));
  const step = roundStep((high - low) / most);
  const first = Math.max(0, Math.ceil(low / step) * step);
  return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, at) => ({ at: first + at * step, text: (first + at * step).toLocaleString("en-US") }));
}

/** Return the next of 1, 2, 5, 10, 20 ... that is no smaller. */
function roundStep(least: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((count) => count * unit).find((step) => step >= least) ?? 10 * unit;
}

/** The windows of all keys in sight: one bar for all that share their times. */
function drawBand(pen: Pen, scene: Scene, colours: Colours): void {
  if (scene.spans === null || scene.spans.depth === 0) return;
  pen.fillStyle = colours.surface;
  pen.fillRect(0, scene.bandTop, scene.width, scene.height - scene.bandTop);
  pen.strokeStyle = colours.hairline;
  line(pen, 0, scene.bandTop + 0.5, scene.width, scene.bandTop + 0.5);
  for (const span of scene.spans.spans) {
    const y = bandLane(scene, span.lane);
    if (y === null || span.open_us > scene.view.to_us || span.close_us < scene.view.from_us) continue;
    drawBar(pen, xOf(scene, span.open_us), xOf(scene, span.close_us), y, 5, span.openCount === span.count, colours);
  }
}
