/** Tells the style sheets while the canvas moves: what takes long to paint and says little is left out meanwhile. */
import { useStoreApi } from "@xyflow/react";
import { useEffect } from "react";

/** A movement is over when it has rested for so long. */
export const RESTS_MS = 120;
/** With fewer steps than this there is time for everything. */
export const MANY = 60;

export function useMoving(): void {
  const store = useStoreApi();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const mark = (moving: boolean): void => void store.getState().domNode?.closest("[data-canvas]")?.toggleAttribute("data-moving", moving);
    const end = store.subscribe((now, before) => {
      if (now.transform === before.transform || now.nodeLookup.size < MANY) return;
      clearTimeout(timer);
      timer = setTimeout(() => mark(false), RESTS_MS);
      mark(true);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [store]);
}
