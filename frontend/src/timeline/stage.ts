/**
 * The picture of a timeline and how it is moved: what is in sight, what follows, what is marked, and one drawing per
 * frame of the screen however often it changes.
 *
 *     following everything --drag, zoom, keys--> standing still --Follow--> following the newest
 */
import type { Colours } from "./colours";
import { drawBase } from "./drawBase";
import { Marks, type Drawn } from "./drawMarks";
import { gutterFor } from "./drawLanes";
import { drawOverlay } from "./drawOverlay";
import { hitAt, nameAt, type Hit } from "./hit";
import type { Zone } from "./instants";
import { lanesOf, type LaneOrder, type Lanes } from "./lanes";
import { Pixels } from "./pixels";
import { fitted, instantAt, moved, zoomed, type View } from "./scale";
import { AXIS_HEIGHT, GUTTER, isLate, mostScroll, sceneOf, stairOf, type By, type Scene } from "./scene";
import { spansOf, type Spans } from "./spans";
import type { Timeline } from "./timeline";

export interface Layers {
  readonly base: HTMLCanvasElement;
  readonly marks: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
}

/** What a person chose to see. */
export interface Wish {
  readonly by: By;
  readonly zone: Zone;
  readonly order: LaneOrder;
  readonly filter: string;
  readonly wait_us: number;
  readonly chosen: number;
  readonly range: View | null;
}

/** What the screen around the picture says of it. */
export interface Seen {
  readonly scene: Scene;
  readonly drawn: Drawn;
  /** The windows that got a bar of their own. */
  readonly bars: readonly number[];
  readonly following: "all" | "newest" | null;
  readonly hit: Hit | null;
}

/** While the picture moves, the words around it follow no faster than this: nobody could read them. */
const TELL_EVERY_MS = 150;

const NOTHING: View = { from_us: 0, to_us: 1_000_000 };
/** Of the view, behind the newest item when it is followed. */
const AHEAD = 0.06;

export class Stage {
  view: View = NOTHING;
  following: Seen["following"] = "all";
  scroll = 0;
  scene: Scene | null = null;
  private drawn: Drawn = { items: 0, late: 0, binned: false };
  private bars: readonly number[] = [];
  private wish: Wish = { by: "arrival", zone: "utc", order: "late", filter: "", wait_us: 0, chosen: -1, range: null };
  private readonly marks = new Marks();
  private pixels: Pixels | null = null;
  private image: ImageData | null = null;
  private lanes: Lanes = { laneOf: new Int32Array(0), keys: [] };
  private spans: Spans = { spans: [], depth: 0 };
  private gutter = GUTTER;
  private builtFor = "";
  private hit: Hit | null = null;
  private pointerX: number | null = null;
  private brushed: View | null = null;
  private frame: number | null = null;
  private isStale = { base: true, overlay: true };
  private told = { seen: "", at_ms: 0 };
  private telling: ReturnType<typeof setTimeout> | null = null;
  private stair: { readonly of: string; readonly points: Float64Array } | null = null;
  private size = { width: 1, height: 1, ratio: 1 };

  constructor(
    readonly timeline: Timeline,
    private readonly layers: Layers,
    private colours: Colours,
    private readonly tell: (seen: Seen) => void,
  ) {}

  /** Draw again soon; `base` too, when more than the marks over it changed. */
  invalidate(base = true): void {
    this.isStale.overlay = true;
    this.isStale.base ||= base;
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  close(): void {
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    if (this.telling !== null) clearTimeout(this.telling);
  }

  recolour(colours: Colours): void {
    this.colours = colours;
    this.invalidate();
  }

  resize(width: number, height: number, ratio: number): void {
    this.size = { width: Math.max(GUTTER + 10, width), height: Math.max(AXIS_HEIGHT + 10, height), ratio };
    for (const canvas of Object.values(this.layers) as HTMLCanvasElement[]) {
      canvas.width = Math.round(this.size.width * ratio);
      canvas.height = Math.round(this.size.height * ratio);
    }
    this.image = new ImageData(this.layers.marks.width, this.layers.marks.height);
    this.pixels = new Pixels(this.image.width, this.image.height, this.image.data.buffer);
    this.invalidate();
  }

  setWish(wish: Wish): void {
    if (wish.by !== this.wish.by) this.scroll = 0;
    this.wish = wish;
    this.invalidate();
  }

  // -- moving ----------------------------------------------------------------------------------------------------------

  zoom(factor: number, x: number | null = null): void {
    const width = this.scene?.width ?? 1;
    this.stand(zoomed(this.view, width, x ?? width / 2, factor));
  }

  /** Move by parts of what is in sight. */
  pan(part: number): void {
    this.stand(moved(this.view, part * (this.view.to_us - this.view.from_us)));
  }

  dragBy(dx: number, dy: number): void {
    const width = this.scene?.width ?? 1;
    this.stand(moved(this.view, (-dx / width) * (this.view.to_us - this.view.from_us)));
    if (this.wish.by === "keys") this.scrollTo(this.scroll - dy);
  }

  scrollTo(scroll: number): void {
    this.scroll = Math.max(0, Math.min(scroll, this.scene === null ? 0 : mostScroll(this.scene)));
    this.invalidate();
  }

  fit(extent: View | null = this.timeline.extent()): void {
    if (extent !== null) this.stand(fitted(extent));
  }

  /** Bring the beginning or the end into sight, with as much beside it as there is now. */
  goTo(end: "first" | "last"): void {
    const extent = this.timeline.extent();
    if (extent === null) return;
    const span = this.view.to_us - this.view.from_us;
    const from = end === "first" ? extent.from_us - AHEAD * span : extent.to_us - (1 - AHEAD) * span;
    this.stand({ from_us: from, to_us: from + span });
  }

  /** Keep the newest in sight, with as much beside it as there is now. */
  follow(): void {
    this.following = "newest";
    this.invalidate();
  }

  /** Bring an item into sight, if it is not. */
  reveal(row: number): void {
    const time = this.timeline.items.time[row];
    if (time === undefined) return;
    const span = this.view.to_us - this.view.from_us;
    if (!(time > this.view.from_us && time < this.view.to_us)) this.stand({ from_us: time - span / 2, to_us: time + span / 2 });
    const lane = this.lanes.laneOf[this.timeline.items.key[row] as number] ?? -1;
    const { scene } = this;
    if (scene?.by !== "keys" || lane < 0) return;
    const top = lane * scene.shape.height;
    if (top < this.scroll || top + scene.shape.height > this.scroll + scene.height) this.scrollTo(top - scene.height / 2);
  }

  private stand(view: View): void {
    this.view = view;
    this.following = null;
    this.invalidate();
  }

  // -- the pointer -----------------------------------------------------------------------------------------------------

  /** Note where the pointer is in the picture, and what is under it. */
  point(x: number, y: number): void {
    if (this.scene === null) return;
    const { gutter, height } = this.scene;
    this.pointerX = x >= gutter && y < height ? x - gutter : null;
    this.hit = x < gutter ? nameAt(this.scene, y) : this.pointerX === null ? null : hitAt(this.scene, x - gutter, y);
    this.invalidate(false);
  }

  get gutterWidth(): number {
    return this.scene?.gutter ?? GUTTER;
  }

  /** What is under the pointer. */
  get under(): Hit | null {
    return this.hit;
  }

  leave(): void {
    [this.pointerX, this.hit] = [null, null];
    this.invalidate(false);
  }

  brush(fromX: number, toX: number): View {
    const width = this.scene?.width ?? 1;
    const [from, to] = [Math.min(fromX, toX), Math.max(fromX, toX)].map((x) => Math.round(instantAt(this.view, width, x - this.gutterWidth)));
    this.brushed = { from_us: from ?? 0, to_us: to ?? 0 };
    this.invalidate(false);
    return this.brushed;
  }

  endBrush(): void {
    this.brushed = null;
    this.invalidate(false);
  }

  // -- late items in turn ------------------------------------------------------------------------------------------------

  /** Return the late item in sight of the filter that comes after this one by event time, or before it; -1 for none. */
  nextLate(row: number, step: 1 | -1): number {
    const { scene } = this;
    if (scene === null) return -1;
    const { items } = this.timeline;
    let at = row < 0 ? (step > 0 ? scene.first : scene.end - 1) : this.placeInOrder(row) + step;
    for (; at >= 0 && at < items.count; at += step) {
      const here = items.order[at] as number;
      if (isLate(scene, here) && (this.lanes.laneOf[items.key[here] as number] ?? -1) >= 0) return here;
    }
    return -1;
  }

  private placeInOrder(row: number): number {
    const { items } = this.timeline;
    let at = items.before_us(items.time[row] as number);
    while (at < items.count && items.order[at] !== row) at += 1;
    return at;
  }

  // -- drawing -----------------------------------------------------------------------------------------------------------

  private draw(): void {
    this.frame = null;
    this.build();
    if (this.following !== null) this.view = this.followed();
    const scene = this.newScene();
    this.scene = scene;
    if (this.isStale.base) this.drawUnder(scene);
    if (this.isStale.overlay) this.drawOver(scene);
    this.isStale = { base: false, overlay: false };
    // Clocks are run again for a few milliseconds a frame, so that the hand on the slider never waits for them.
    if (scene.verdicts.working) this.invalidate();
    this.tellSoon(scene);
  }

  /** Tell at once what is under the pointer and what follows, and the rest now and then. */
  private tellSoon(scene: Scene): void {
    const seen = `${scene.by} ${this.following} ${JSON.stringify(this.hit)} ${scene.timeline.version} ${scene.verdicts.working}`;
    const now_ms = performance.now();
    if (this.telling !== null) clearTimeout(this.telling);
    this.telling = null;
    const rest_ms = this.told.at_ms + TELL_EVERY_MS - now_ms;
    if (seen === this.told.seen && rest_ms > 0) {
      this.telling = setTimeout(() => this.tellSoon(this.scene ?? scene), rest_ms);
      return;
    }
    this.told = { seen, at_ms: now_ms };
    this.tell({ scene, drawn: this.drawn, bars: this.bars, following: this.following, hit: this.hit });
  }

  private newScene(): Scene {
    const { timeline, view, lanes, scroll, wish, spans, size } = this;
    const shown = { timeline, view, lanes, scroll, by: wish.by, zone: wish.zone, wait_us: wish.wait_us, spans: wish.by === "arrival" ? spans : null };
    const scene = sceneOf({ ...shown, fullWidth: size.width, fullHeight: size.height, gutter: wish.by === "keys" ? this.gutter : GUTTER });
    const most = mostScroll(scene);
    if (scroll <= most) return scene;
    this.scroll = most;
    return { ...scene, scroll: most };
  }

  /** Put keys in lanes and windows together, where there is something new. */
  private build(): void {
    const { timeline, wish } = this;
    const wanted = `${timeline.version} ${wish.order} ${wish.by} ${wish.filter}`;
    if (wanted === this.builtFor) return;
    this.builtFor = wanted;
    this.lanes = lanesOf(timeline.keys, wish.filter, wish.order);
    this.gutter = gutterFor(this.penOf(this.layers.base), this.lanes, timeline.keys.names);
    if (wish.by === "arrival") this.spans = spansOf(timeline.windows, this.lanes);
  }

  private followed(): View {
    const extent = this.timeline.extent();
    if (extent === null) return this.view;
    if (this.following === "all") return fitted(extent);
    const span = this.view.to_us - this.view.from_us;
    const to = this.timeline.items.lastTime + AHEAD * span;
    return Number.isNaN(to) ? this.view : { from_us: to - span, to_us: to };
  }

  private drawUnder(scene: Scene): void {
    const pen = this.penOf(this.layers.base);
    const [only, ...more] = this.lanes.keys;
    this.bars = drawBase(pen, scene, this.colours, only !== undefined && more.length === 0 && scene.by === "arrival" ? this.stairFor(only) : null);
    if (this.pixels === null || this.image === null) return;
    this.drawn = this.marks.draw(scene, this.pixels, this.size.ratio, this.colours);
    this.layers.marks.getContext("2d", { willReadFrequently: true })?.putImageData(this.image, 0, 0);
  }

  private drawOver(scene: Scene): void {
    const hovered = this.hit?.kind === "item" ? this.hit.row : -1;
    const { chosen, range } = this.wish;
    const shown = hovered >= 0 ? hovered : chosen;
    const stair = shown < 0 || scene.by !== "arrival" ? null : this.stairFor(this.timeline.items.key[shown] as number);
    drawOverlay(this.penOf(this.layers.overlay), scene, { hovered, chosen, range: this.brushed ?? range, pointerX: this.pointerX, stair }, this.colours);
  }

  private stairFor(key: number): Float64Array {
    const of = `${key} ${this.timeline.version}`;
    if (this.stair?.of !== of) this.stair = { of, points: stairOf(this.timeline, key) };
    return this.stair.points;
  }

  private penOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const pen = canvas.getContext("2d");
    if (pen === null) throw new Error("this browser draws no canvas");
    pen.setTransform(this.size.ratio, 0, 0, this.size.ratio, 0, 0);
    return pen;
  }
}
