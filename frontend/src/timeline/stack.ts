/**
 * Which sub-lane of its key each window is drawn in, so that no two that overlap share one.
 *
 *     0   [====)    [====)
 *     1      [====)    [====)          windows of a length of 5 every 3
 *
 * Once placed, a window stays where it is; the lowest sub-lane that is free is taken.
 */
export class Stack {
  /** For each sub-lane, the ends of its windows in order: open, close, open, close ... */
  private readonly lanes: number[][] = [];

  /** Return the lowest sub-lane that is free for a window, which it then holds. */
  place(open: number, close: number): number {
    let lane = 0;
    while (!this.free(lane, open, close)) lane += 1;
    this.hold(lane, open, close);
    return lane;
  }

  /** Whether nothing in a sub-lane is in the way of a window. */
  free(lane: number, open: number, close: number): boolean {
    const ends = this.lanes[lane] ?? NOTHING;
    const at = placeOf(ends, open);
    const touchesBefore = at > 0 && ((ends[at - 1] as number) > open || ends[at - 2] === open);
    const touchesAfter = at < ends.length && (ends[at] as number) < close;
    return !touchesBefore && !touchesAfter;
  }

  /** Keep a sub-lane for a window, which must be free for it. */
  hold(lane: number, open: number, close: number): void {
    while (this.lanes.length <= lane) this.lanes.push([]);
    const ends = this.lanes[lane] as number[];
    ends.splice(placeOf(ends, open), 0, open, close);
  }
}

const NOTHING: readonly number[] = [];

/** Return where a window that opens then stands among these ends. */
function placeOf(ends: readonly number[], open: number): number {
  let [low, high] = [0, ends.length >> 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[2 * middle] as number) <= open) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}
