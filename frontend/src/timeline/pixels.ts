/**
 * Marks as pixels: a hundred thousand of them are written into a picture in a few milliseconds, where drawing each as a
 * shape takes a hundred times as long.
 *
 * A stamp is the coverage of one mark. Where marks overlap the fuller one wins, so that the edges of one never eat into
 * another.
 */
export interface Stamp {
  readonly size: number;
  readonly alpha: Uint8Array;
}

export class Pixels {
  readonly data: Uint32Array;

  constructor(readonly width: number, readonly height: number, buffer: ArrayBufferLike) {
    this.data = new Uint32Array(buffer);
  }

  clear(): void {
    this.data.fill(0);
  }

  /** Put a stamp with its middle here, in a colour of the form 0xBBGGRR. */
  stamp(stamp: Stamp, x: number, y: number, colour: number): void {
    const { size, alpha } = stamp;
    const [left, top] = [Math.round(x - size / 2), Math.round(y - size / 2)];
    const [fromX, toX] = [Math.max(0, -left), Math.min(size, this.width - left)];
    const [fromY, toY] = [Math.max(0, -top), Math.min(size, this.height - top)];
    for (let row = fromY; row < toY; row += 1) {
      const line = (top + row) * this.width + left;
      for (let column = fromX; column < toX; column += 1) {
        const a = alpha[row * size + column] as number;
        const at = line + column;
        if (a > 0 && a >= (this.data[at] as number) >>> 24) this.data[at] = ((a << 24) | colour) >>> 0;
      }
    }
  }

  /** Fill a rectangle; what is fuller stays. */
  fill(left: number, top: number, width: number, height: number, colour: number, a: number): void {
    const [fromX, toX] = [Math.max(0, left), Math.min(this.width, left + width)];
    const pixel = ((a << 24) | colour) >>> 0;
    for (let row = Math.max(0, top); row < Math.min(this.height, top + height); row += 1) {
      this.data.fill(pixel, row * this.width + fromX, row * this.width + Math.max(fromX, toX));
    }
  }
}

/** Return a disc of this radius. */
export function disc(radius: number): Stamp {
  return stampOf(Math.ceil(2 * radius) + 1, (x, y) => radius - Math.hypot(x, y));
}

/** Return a hollow diamond that reaches this far, with a line of this width. */
export function diamond(reach: number, line: number): Stamp {
  return stampOf(Math.ceil(2 * reach) + 1, (x, y) => {
    const inside = (reach - Math.abs(x) - Math.abs(y)) / Math.SQRT2;
    return Math.min(inside, line - inside);
  });
}

/** Return a stamp of what is inside, given how far inside each place is; the edge is a pixel wide. */
function stampOf(size: number, inside: (x: number, y: number) => number): Stamp {
  const alpha = new Uint8Array(size * size);
  const middle = (size - 1) / 2;
  for (let at = 0; at < alpha.length; at += 1) {
    const cover = inside((at % size) - middle, Math.floor(at / size) - middle) + 0.5;
    alpha[at] = Math.round(255 * Math.min(1, Math.max(0, cover)));
  }
  return { size, alpha };
}
