/** All samples of a run together stay within a bound: the heaviest lets its oldest items go first. */
import { lighter, type Sample } from "./sample";

/** How much memory the kept items of all ports may take. */
export const MAX_BYTES = 256 * 1024 * 1024;

/** A sample that is too heavy becomes so much lighter at once, so that it is not trimmed again at the next event. */
const LEFT = 0.9;

type Samples = Readonly<Record<string, Sample>>;

/** Return the samples, the heaviest of them lighter if all together take more than they may. */
export function withinMemory(samples: Samples, most: number = MAX_BYTES): Samples {
  let now = samples;
  for (let bytes = sumOf(now); bytes > most; bytes = sumOf(now)) {
    const [name, heaviest] = Object.entries(now).reduce((one, other) => (other[1].bytes > one[1].bytes ? other : one));
    const trimmed = lighter(heaviest, Math.min(heaviest.bytes * LEFT, heaviest.bytes - (bytes - most)));
    if (trimmed.items === heaviest.items) return now;
    now = { ...now, [name]: trimmed };
  }
  return now;
}

function sumOf(samples: Samples): number {
  return Object.values(samples).reduce((sum, { bytes }) => sum + bytes, 0);
}
