/** Where the pointer is over the canvas: that is where things are pasted. */
import { useReactFlow } from "@xyflow/react";
import { useEffect, useRef, type PointerEvent } from "react";
import type { Position } from "../api/types";
import { providePointer } from "../state/canvasView";

export function usePointer() {
  const { screenToFlowPosition } = useReactFlow();
  const at = useRef<Position | null>(null);
  useEffect(() => {
    providePointer(() => at.current && screenToFlowPosition(at.current));
    return () => providePointer(() => null);
  }, [screenToFlowPosition]);
  return {
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      at.current = { x: clientX, y: clientY };
    },
    onPointerLeave: () => {
      at.current = null;
    },
  };
}
