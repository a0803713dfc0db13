/** The items: a dot for one on time, a hollow diamond for a late one; where there are too many, how full each place is. */
import { Bins } from "./bins";
import { pixelColour, type Colours } from "./colours";
import { diamond, disc, type Pixels, type Stamp } from "./pixels";
import { eachItemInSight, type Scene } from "./scene";

/** With more items in sight than this each stands for no shape of its own any more. */
export const MOST_SHAPES = 20_000;
const CELL_PX = 4;
/** A late cell is as large as its diamond, so that each can be told from the next. */
const LATE_CELL_PX = 8;

export interface Drawn {
  readonly items: number;
  readonly late: number;
  /** Whether items were counted in cells instead of drawn one by one. */
  readonly binned: boolean;
}

export class Marks {
  private ratio = 0;
  private dot: Stamp = disc(1);
  private hollow: Stamp = disc(1);
  private kept: Bins | null = null;
  private missed: Bins | null = null;

  /** Draw the items of a scene into the picture, whose pixels are `ratio` to one of the screen's. */
  draw(scene: Scene, pixels: Pixels, ratio: number, colours: Colours): Drawn {
    this.cut(ratio);
    pixels.clear();
    const [onTime, late] = [pixelColour(colours.onTime), pixelColour(colours.late)];
    if (scene.end - scene.first <= MOST_SHAPES) return this.drawEach(scene, pixels, ratio, onTime, late);
    return this.drawCells(scene, pixels, ratio, onTime, late);
  }

  private cut(ratio: number): void {
    if (ratio === this.ratio) return;
    this.ratio = ratio;
    this.dot = disc(2.2 * ratio);
    this.hollow = diamond(4.4 * ratio, 1.4 * ratio);
  }

  /** Late ones come last, so that none is hidden. */
  private drawEach(scene: Scene, pixels: Pixels, ratio: number, onTime: number, late: number): Drawn {
    const { gutter } = scene;
    let [items, missed] = [0, 0];
    eachItemInSight(scene, (_, x, y, isLate) => {
      items += 1;
      if (isLate) missed += 1;
      else pixels.stamp(this.dot, (gutter + x) * ratio, y * ratio, onTime);
    });
    if (missed > 0) {
      eachItemInSight(scene, (_, x, y, isLate) => {
        if (isLate) pixels.stamp(this.hollow, (gutter + x) * ratio, y * ratio, late);
      });
    }
    blankOutside(scene, pixels, ratio);
    return { items, late: missed, binned: false };
  }

  private drawCells(scene: Scene, pixels: Pixels, ratio: number, onTime: number, late: number): Drawn {
    const kept = (this.kept = Bins.over(this.kept, scene.width, scene.height, CELL_PX));
    const missed = (this.missed = Bins.over(this.missed, scene.width, scene.height, LATE_CELL_PX));
    let [items, lateItems] = [0, 0];
    eachItemInSight(scene, (_, x, y, isLate) => {
      items += 1;
      if (!isLate) return kept.add(x, y);
      lateItems += 1;
      missed.add(x, y);
    });
    const side = Math.ceil(CELL_PX * ratio);
    kept.each((x, y, fullness) => {
      pixels.fill(Math.round((scene.gutter + x) * ratio), Math.round(y * ratio), side, side, onTime, Math.round(fullness * 230));
    });
    const middle = LATE_CELL_PX / 2;
    missed.each((x, y) => pixels.stamp(this.hollow, (scene.gutter + x + middle) * ratio, (y + middle) * ratio, late));
    blankOutside(scene, pixels, ratio);
    return { items, late: lateItems, binned: true };
  }
}

/** A mark at the edge reaches neither over the names of lanes nor over the axis. */
function blankOutside(scene: Scene, pixels: Pixels, ratio: number): void {
  const [edge, bottom] = [Math.round(scene.gutter * ratio), Math.round(scene.height * ratio)];
  for (let row = 0; row < bottom; row += 1) pixels.data.fill(0, row * pixels.width, row * pixels.width + edge);
  pixels.data.fill(0, bottom * pixels.width);
}
