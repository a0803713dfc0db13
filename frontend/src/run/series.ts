/**
 * A number of the kept items over time, as lines: one for each key of a few, one for all others.
 *
 * However many items there are, a line has two points for each pixel across: the lowest and the highest there, in the
 * order in which they came. So no peak is lost, and nothing is averaged.
 */
import { rankOf, type TableField } from "./fields";
import { rowAt, startRow, type ItemChunk, type Sample } from "./sample";

/** Lines with a name of their own; what is beyond them is drawn as one. */
export const MAX_LINES = 8;
export const OTHERS = "others";

const BY_NAME = new Intl.Collator("en", { numeric: true });

export interface ChartOf {
  readonly value: TableField;
  /** A field of instants or numbers that goes across; null for the order in which items left the port. */
  readonly across: TableField | null;
  /** The field whose values get a line each; null for one line. */
  readonly by: TableField | null;
}

export interface Line {
  readonly name: string;
  readonly count: number;
  readonly lowest: number;
  readonly highest: number;
  readonly mean: number;
  readonly last: number;
  /** Where the lowest and the highest value were. */
  readonly lowestAt: number;
  readonly highestAt: number;
}

export interface Series {
  /** What the range across is; both 0 when there is no point. */
  readonly from: number;
  readonly to: number;
  readonly points: number;
  readonly lines: readonly Line[];
  /** Places across, rising, and for each line its value there or null. */
  readonly xs: readonly number[];
  readonly ys: readonly (readonly (number | null)[])[];
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

interface Points {
  readonly xs: number[];
  readonly ys: number[];
  /** The number of each point's name, and the names by their number. */
  readonly ids: number[];
  readonly names: string[];
}

/** Return the lines of a chart so many pixels wide; `rows` are numbers of rows, null for all that are kept. */
export function seriesOf(sample: Sample, rows: readonly number[] | null, chart: ChartOf, range: Range | null, pixels: number): Series {
  const points = pointsOf(sample, rows, chart, range);
  const [from, to] = range === null ? extent(points.xs) : [range.from, range.to];
  const names = namesOf(points);
  const lineOfId = points.names.map((name) => (names.includes(name) ? names.indexOf(name) : names.length - 1));
  const buckets = Math.max(1, Math.floor(pixels));
  return { from, to, points: points.xs.length, lines: summaries(points, names, lineOfId), ...drawn(points, names.length, lineOfId, from, to, buckets) };
}

function pointsOf(sample: Sample, rows: readonly number[] | null, chart: ChartOf, range: Range | null): Points {
  const points: Points = { xs: [], ys: [], ids: [], names: [] };
  const known = new Map<string, number>();
  const idOf = (name: string): number => {
    const id = known.get(name) ?? points.names.push(name) - 1;
    known.set(name, id);
    return id;
  };
  const take = (chunk: ItemChunk, at: number): void => {
    const y = numbersOf(chunk, chart.value)[at] as number;
    const x = chart.across === null ? chunk.first + at - chunk.from : (numbersOf(chunk, chart.across)[at] as number);
    if (!Number.isFinite(y) || Number.isNaN(x) || (range !== null && (x < range.from || x > range.to))) return;
    points.xs.push(x);
    points.ys.push(y);
    points.ids.push(idOf(chart.by === null ? "" : nameOf(chart.by.read(chunk, at))));
  };
  if (rows === null) {
    for (const chunk of sample.chunks) if (chunk.kind === "items") for (let at = chunk.from; at < chunk.to; at += 1) take(chunk, at);
    return points;
  }
  const start = startRow(sample);
  for (const number of rows) {
    const row = rowAt(sample, number - start);
    if (row?.kind === "item") take(row.chunk, row.at);
  }
  return points;
}

function nameOf(value: unknown): string {
  return value === null || value === undefined ? "null" : typeof value === "string" ? value : JSON.stringify(value);
}

/** Chunks never change, so what was read from one once stays right for as long as it is kept. */
const numbers = new WeakMap<ItemChunk, Map<string, Float64Array>>();

/** Return a column as numbers: instants and durations in milliseconds, what is no number as NaN. */
function numbersOf(chunk: ItemChunk, field: TableField): Float64Array {
  const known = numbers.get(chunk) ?? new Map<string, Float64Array>();
  numbers.set(chunk, known);
  const found = known.get(field.name);
  if (found !== undefined) return found;
  const read = new Float64Array(chunk.to).fill(NaN);
  for (let at = chunk.from; at < chunk.to; at += 1) {
    const rank = rankOf(field.read(chunk, at), field.type);
    read[at] = rank === null || typeof rank === "string" ? NaN : Number(rank);
  }
  known.set(field.name, read);
  return read;
}

function extent(xs: readonly number[]): [number, number] {
  let [from, to] = [Infinity, -Infinity];
  for (const x of xs) {
    if (x < from) from = x;
    if (x > to) to = x;
  }
  return from <= to ? [from, to] : [0, 0];
}

/** Return the names that get a line: those with most points, in the order of the alphabet, so that they keep their looks. */
function namesOf({ names, ids }: Points): string[] {
  if (names.length <= MAX_LINES) return names.toSorted(BY_NAME.compare);
  const counts = new Int32Array(names.length);
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  const most = names.map((name, id) => ({ name, count: counts[id] ?? 0 })).toSorted((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
  return [...most.slice(0, MAX_LINES).map(({ name }) => name).toSorted(BY_NAME.compare), OTHERS];
}

function summaries(points: Points, names: readonly string[], lineOfId: readonly number[]): Line[] {
  const lines = names.map((name) => ({ name, count: 0, lowest: Infinity, highest: -Infinity, sum: 0, last: NaN, lowestAt: NaN, highestAt: NaN }));
  for (let at = 0; at < points.xs.length; at += 1) {
    const line = lines[lineOfId[points.ids[at] as number] as number];
    const y = points.ys[at] as number;
    if (line === undefined) continue;
    line.count += 1;
    line.sum += y;
    line.last = y;
    if (y < line.lowest) {
      line.lowest = y;
      line.lowestAt = points.xs[at] as number;
    }
    if (y > line.highest) {
      line.highest = y;
      line.highestAt = points.xs[at] as number;
    }
  }
  return lines.map(({ sum, ...line }) => ({ ...line, mean: sum / line.count }));
}

/** Put every point into the pixel it falls on, and draw the lowest and the highest of each line there. */
function drawn(points: Points, lines: number, lineOfId: readonly number[], from: number, to: number, buckets: number): Pick<Series, "xs" | "ys"> {
  const width = (to - from) / buckets || 1;
  const [low, high] = [new Int32Array(lines * buckets).fill(-1), new Int32Array(lines * buckets).fill(-1)];
  for (let at = 0; at < points.xs.length; at += 1) {
    const bucket = Math.min(buckets - 1, Math.max(0, Math.floor(((points.xs[at] as number) - from) / width)));
    const place = (lineOfId[points.ids[at] as number] as number) * buckets + bucket;
    const y = points.ys[at] as number;
    if (low[place] === -1 || y < (points.ys[low[place] as number] as number)) low[place] = at;
    if (high[place] === -1 || y > (points.ys[high[place] as number] as number)) high[place] = at;
  }
  const xs: number[] = [];
  const ys: (number | null)[][] = Array.from({ length: lines }, () => []);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const used = ys.some((_, line) => low[line * buckets + bucket] !== -1);
    if (!used) continue;
    xs.push(from + (bucket + 0.25) * width, from + (bucket + 0.75) * width);
    ys.forEach((values, line) => values.push(...pairAt(points, low[line * buckets + bucket] as number, high[line * buckets + bucket] as number)));
  }
  return { xs, ys };
}

/** Return the two values of one pixel in the order they came, or one value, or none. */
function pairAt({ xs, ys }: Points, low: number, high: number): [number | null, number | null] {
  if (low === -1) return [null, null];
  if (low === high) return [ys[low] as number, null];
  const lowFirst = (xs[low] as number) < (xs[high] as number) || (xs[low] === xs[high] && low < high);
  return lowFirst ? [ys[low] as number, ys[high] as number] : [ys[high] as number, ys[low] as number];
}
