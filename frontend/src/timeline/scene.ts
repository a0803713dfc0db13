/**
 * What the picture shows and where: the stretch of event time in sight, the lanes, and the places of items in it.
 *
 *      gutter |  plot: items, windows, watermark          across: event time
 *             |  . . ◇ .  .   .                           up: arrival   or   down: one lane for each key
 *             |  [====) [====)                            in sight of all keys, windows have a band of their own
 *      -------+-----10:00------10:01------                the axis
 */
import { LATE, type Items } from "./items";
import { laneShape, type Lanes, type LaneShape } from "./lanes";
import { placeOf, type View } from "./scale";
import type { Spans } from "./spans";
import type { Timeline } from "./timeline";
import type { Verdicts } from "./verdicts";
import type { Zone } from "./instants";

export type By = "arrival" | "keys";

export const AXIS_HEIGHT = 24;
/** The gutter at its narrowest; lanes with long names have a wider one. */
export const GUTTER = 136;
const BAND_STEP = 7;
const MOST_BANDS = 7;
const ROOM = 10;

export interface Scene {
  readonly timeline: Timeline;
  readonly view: View;
  readonly by: By;
  readonly zone: Zone;
  readonly lanes: Lanes;
  readonly shape: LaneShape;
  /** How far the lanes are scrolled, in pixels. */
  readonly scroll: number;
  readonly gutter: number;
  /** The plot without gutter and axis. */
  readonly width: number;
  readonly height: number;
  /** Where the band of windows begins that all keys share; the plot's height where there is none. */
  readonly bandTop: number;
  readonly spans: Spans | null;
  /** From where to where items in sight stand in `items.order`. */
  readonly first: number;
  readonly end: number;
  /** What is at the bottom and at the top where arrival goes up. */
  readonly low: number;
  readonly high: number;
  /** The wait that decides which items are drawn as late, and who is. */
  readonly wait_us: number;
  readonly verdicts: Verdicts;
}

export interface SceneWish extends Pick<Scene, "timeline" | "view" | "by" | "zone" | "lanes" | "scroll" | "wait_us" | "spans"> {
  readonly fullWidth: number;
  readonly fullHeight: number;
  /** How much room the names of lanes would like to have. */
  readonly gutter?: number;
}

/** Return the scene that a person wishes for, in a picture of this size. */
export function sceneOf(wish: SceneWish): Scene {
  const { timeline, view, by, lanes } = wish;
  const gutter = Math.round(Math.max(GUTTER, Math.min(wish.gutter ?? GUTTER, wish.fullWidth / 3)));
  const [width, height] = [Math.max(1, wish.fullWidth - gutter), Math.max(1, wish.fullHeight - AXIS_HEIGHT)];
  const { items } = timeline;
  const [first, end] = [items.before_us(view.from_us), items.before_us(view.to_us)];
  const band = by === "arrival" && wish.spans !== null ? bandHeight(wish.spans.depth) : 0;
  const [low, high] = by === "arrival" ? arrivalRange(timeline, lanes, first, end) : [0, 1];
  return {
    timeline, view, by, zone: wish.zone, lanes, shape: laneShape(timeline.windows.deepest, lanes.keys.length, height), scroll: wish.scroll,
    verdicts: timeline.verdictsAt(wish.wait_us), gutter, width, height, bandTop: height - band, spans: wish.spans, first, end, low, high, wait_us: wish.wait_us,
  };
}

function bandHeight(depth: number): number {
  return depth === 0 ? 0 : Math.min(MOST_BANDS, depth) * BAND_STEP + 8;
}

/** Return the top of a sub-lane in the band of windows; null for one that has no room. */
export function bandLane(scene: Scene, lane: number): number | null {
  return lane < MOST_BANDS ? scene.bandTop + 6 + lane * BAND_STEP : null;
}

/** Return what an item's height goes by: when it arrived, or as the how manieth where time stands still. */
export function arrivalOf(timeline: Timeline, row: number): number {
  return (timeline.frozen ? timeline.items.position[row] : timeline.items.arrived[row]) as number;
}

function arrivalRange(timeline: Timeline, { laneOf }: Lanes, first: number, end: number): [number, number] {
  const { order, key, position, arrived } = timeline.items;
  const arrival = timeline.frozen ? position : arrived;
  let [low, high] = [Infinity, -Infinity];
  for (let at = first; at < end; at += 1) {
    const row = order[at] as number;
    if ((laneOf[key[row] as number] ?? -1) < 0) continue;
    const here = arrival[row] as number;
    if (here < low) low = here;
    if (here > high) high = here;
  }
  const least = timeline.frozen ? 4 : 1_000_000;
  if (low > high) return [0, least];
  const missing = Math.max(0, least - (high - low)) / 2;
  return [low - missing, high + missing];
}

/** Return where an instant is across the plot. */
export function xOf(scene: Scene, at_us: number): number {
  return placeOf(scene.view, scene.width, at_us);
}

/** Return where a watermark would be across the plot at the wait of the scene: another wait moves every one by the difference. */
export function xOfWatermark(scene: Scene, at_us: number): number {
  return xOf(scene, at_us + scene.timeline.waits.wait_us - scene.wait_us);
}

/** Return where an arrival is down the plot. */
export function yOfArrival(scene: Scene, arrival: number): number {
  const room = scene.bandTop - 2 * ROOM;
  return ROOM + room * (1 - (arrival - scene.low) / (scene.high - scene.low));
}

/** Return the top of a key's lane in the plot; null when the key has none. */
export function laneTop(scene: Scene, key: number): number | null {
  const lane = scene.lanes.laneOf[key] ?? -1;
  return lane < 0 ? null : lane * scene.shape.height - scene.scroll;
}

/** Return where an item is down the plot; not-a-number when its key has no lane. */
export function yOf(scene: Scene, row: number): number {
  const top = laneTop(scene, scene.timeline.items.key[row] as number);
  if (top === null) return Number.NaN;
  return scene.by === "keys" ? top + scene.shape.items : yOfArrival(scene, arrivalOf(scene.timeline, row));
}

/** Whether an item is late at the wait of the scene. */
export function isLate(scene: Scene, row: number): boolean {
  return scene.verdicts.late[row] === LATE;
}

export type VisitItem = (row: number, x: number, y: number, late: boolean) => void;

/** Visit the items in sight, from the earliest to the last of event time, with their places, and whether each is late. */
export function eachItemInSight(scene: Scene, visit: VisitItem): void {
  if (scene.by === "keys") eachInLanes(scene, visit);
  else eachByArrival(scene, visit);
}

// Both loops are what a frame of a hundred thousand items is made of, so nothing is looked up in them that can be before.

function eachInLanes(scene: Scene, visit: VisitItem): void {
  const { view, width, height, shape, scroll } = scene;
  const { order, key, time } = scene.timeline.items;
  const { late } = scene.verdicts;
  const { laneOf } = scene.lanes;
  const [from, scale] = [view.from_us, width / (view.to_us - view.from_us)];
  const [top, bottom, first] = [-shape.height, height + shape.height, shape.items - scroll];
  for (let at = scene.first; at < scene.end; at += 1) {
    const row = order[at] as number;
    const lane = laneOf[key[row] as number] ?? -1;
    const y = lane * shape.height + first;
    if (lane < 0 || y <= top || y >= bottom) continue;
    visit(row, ((time[row] as number) - from) * scale, y, late[row] === LATE);
  }
}

function eachByArrival(scene: Scene, visit: VisitItem): void {
  const { view, width, timeline } = scene;
  const { order, key, time, position, arrived } = timeline.items;
  const { late } = scene.verdicts;
  const { laneOf } = scene.lanes;
  const [from, scale] = [view.from_us, width / (view.to_us - view.from_us)];
  const arrival = timeline.frozen ? position : arrived;
  const bottom = yOfArrival(scene, scene.low);
  const rise = (bottom - yOfArrival(scene, scene.high)) / (scene.high - scene.low);
  for (let at = scene.first; at < scene.end; at += 1) {
    const row = order[at] as number;
    if ((laneOf[key[row] as number] ?? -1) < 0) continue;
    visit(row, ((time[row] as number) - from) * scale, bottom - ((arrival[row] as number) - scene.low) * rise, late[row] === LATE);
  }
}

/** Return the windows in sight, in the order in which they closed, open ones last: what is drawn and what is listed. */
export function windowsInSight(scene: Scene): number[] {
  const { windows } = scene.timeline;
  const found: number[] = [];
  for (let at = 0; at < windows.count; at += 1) {
    if (!((windows.open[at] as number) <= scene.view.to_us && (windows.close[at] as number) >= scene.view.from_us)) continue;
    const top = laneTop(scene, windows.key[at] as number);
    if (top === null) continue;
    if (scene.by === "arrival" || (top < scene.height && top + scene.shape.height > 0)) found.push(at);
  }
  return found;
}

/** Return the rows of the items in sight, by event time. */
export function itemsInSight(scene: Scene): number[] {
  const rows: number[] = [];
  eachItemInSight(scene, (row) => rows.push(row));
  return rows;
}

/** Return how far lanes can be scrolled. */
export function mostScroll(scene: Scene): number {
  return Math.max(0, scene.lanes.keys.length * scene.shape.height - scene.height);
}

/** Return where a key's watermark was after each of its items, in order of arrival: pairs of instant and arrival. */
export function stairOf(timeline: Timeline, key: number): Float64Array {
  const { items } = timeline;
  const points: number[] = [];
  for (let row = 0; row < items.count; row += 1) {
    if (items.key[row] !== key) continue;
    const [before, after, arrival] = [items.before[row] as number, items.after[row] as number, arrivalOf(timeline, row)];
    // Without a watermark before it, a clock begins: the line begins, too.
    if (Number.isNaN(before)) points.push(Number.NaN, Number.NaN);
    else points.push(before, arrival);
    points.push(after, arrival);
  }
  return Float64Array.from(points);
}

export type { Items };
