/** How the canvas is looked at: from far away a card is its title only, from near its small print shows. */
import { useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { useShallow } from "zustand/react/shallow";
import { useCanvas } from "./canvasStore";
import { distanceOf } from "./distances";
import { restFigures } from "./figures";

/** Return attributes for the style sheets; from far away figures rest, and steps and streams are drawn as plain as can be. */
export function useDistance(): { "data-far": boolean; "data-near": boolean; "data-tiny": boolean } {
  const store = useStoreApi();
  useEffect(() => {
    const settle = (): void => {
      // While a picture stands in for the flow, nobody sees how it would be drawn.
      if (!useCanvas.getState().moving) look(store.getState().transform[2]);
    };
    settle();
    const ends = [store.subscribe(settle), useCanvas.subscribe((now, before) => now.moving !== before.moving && settle())];
    return () => ends.forEach((end) => end());
  }, [store]);
  const { far, near, tiny } = useCanvas(useShallow((state) => ({ far: state.far, near: state.near, tiny: state.tiny })));
  return { "data-far": far, "data-near": near, "data-tiny": tiny };
}

function look(zoom: number): void {
  const [now, then] = [useCanvas.getState(), distanceOf(zoom)];
  if (now.far === then.far && now.near === then.near && now.tiny === then.tiny) return;
  if (now.far !== then.far) restFigures(then.far);
  useCanvas.setState(then);
}
