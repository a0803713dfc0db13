/** The zooms at which the canvas is drawn otherwise. */

/** Below this a card is its title only. */
export const FAR = 0.45;
/** Below this not even a title can be read. */
export const TINY = 0.22;
/** From this on the small print shows. */
export const NEAR = 1.25;

export interface Distance {
  readonly far: boolean;
  readonly near: boolean;
  readonly tiny: boolean;
}

export function distanceOf(zoom: number): Distance {
  return { far: zoom < FAR, near: zoom >= NEAR, tiny: zoom < TINY };
}
