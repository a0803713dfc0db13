/** How much room a panel has. */
import { useLayoutEffect, useState, type RefObject } from "react";

/** Return whether an element is lower than this, in pixels, now and after every change of its height. */
export function useLow(element: RefObject<HTMLElement | null>, height: number): boolean {
  const [low, setLow] = useState(false);
  useLayoutEffect(() => {
    const panel = element.current;
    if (panel === null) return undefined;
    const measure = (): void => setLow(panel.clientHeight > 0 && panel.clientHeight < height);
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(panel);
    return () => sizes.disconnect();
  }, [element, height]);
  return low;
}
