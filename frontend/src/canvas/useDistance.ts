/** How the canvas is looked at: from far away a card is its title only, from near its small print shows. */
import { useStore } from "@xyflow/react";
import { useEffect } from "react";
import { useCanvas } from "./canvasStore";
import { FAR, NEAR, TINY } from "./distances";
import { restFigures } from "./figures";

/** Return attributes for the style sheets; from far away figures rest, and steps and streams are drawn as plain as can be. */
export function useDistance(): { "data-far": boolean; "data-near": boolean; "data-tiny": boolean } {
  const far = useStore((state) => state.transform[2] < FAR);
  const near = useStore((state) => state.transform[2] >= NEAR);
  const tiny = useStore((state) => state.transform[2] < TINY);
  useEffect(() => {
    restFigures(far);
    useCanvas.setState({ far });
  }, [far]);
  return { "data-far": far, "data-near": near, "data-tiny": tiny };
}
