/** How the canvas is looked at: from far away a card is its title only, from near its small print shows. */
import { useStore } from "@xyflow/react";
import { useEffect } from "react";
import { useCanvas } from "./canvasStore";
import { restFigures } from "./figures";

const FAR = 0.45;
const NEAR = 1.25;
/** Below this not even a title can be read. */
const TINY = 0.22;

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
