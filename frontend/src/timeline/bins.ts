/**
 * Items as counts in cells of the picture, where there are too many to draw each. Late ones are counted apart from those
 * on time, so that a late item shows in its cell however many lie around it.
 */
export class Bins {
  readonly counts: Uint32Array;
  most = 0;

  constructor(readonly columns: number, readonly rows: number, readonly cell: number) {
    this.counts = new Uint32Array(columns * rows);
  }

  /** Return bins for a picture of this size: these if they fit, emptied. */
  static over(known: Bins | null, width: number, height: number, cell: number): Bins {
    const [columns, rows] = [Math.max(1, Math.ceil(width / cell)), Math.max(1, Math.ceil(height / cell))];
    if (known?.columns !== columns || known.rows !== rows) return new Bins(columns, rows, cell);
    known.counts.fill(0);
    known.most = 0;
    return known;
  }

  /** Count an item at a place of the picture; what is outside counts in the outermost cell. */
  add(x: number, y: number): void {
    const column = Math.min(this.columns - 1, Math.max(0, Math.floor(x / this.cell)));
    const row = Math.min(this.rows - 1, Math.max(0, Math.floor(y / this.cell)));
    const at = row * this.columns + column;
    const count = (this.counts[at] as number) + 1;
    this.counts[at] = count;
    if (count > this.most) this.most = count;
  }

  /** Visit the cells that hold something, with the corner of each and how full it looks, from 0 to 1. */
  each(visit: (x: number, y: number, fullness: number) => void): void {
    const scale = 0.7 / Math.log1p(Math.max(2, this.most));
    for (let at = 0; at < this.counts.length; at += 1) {
      const count = this.counts[at] as number;
      // By magnitude, and never too faint to see.
      if (count > 0) visit((at % this.columns) * this.cell, Math.floor(at / this.columns) * this.cell, 0.3 + scale * Math.log1p(count));
    }
  }
}
