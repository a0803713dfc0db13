/** Where the pointer is over the canvas, which is where things are pasted, and what pressing it there ends. */
import { useReactFlow } from "@xyflow/react";
import { useEffect, useRef, type PointerEvent } from "react";
import type { Position } from "../api/types";
import { providePointer } from "../state/canvasView";

/** Text selected elsewhere would be dragged in place of a stream, and copied in place of steps. */
function dropText(): void {
  getSelection()?.removeAllRanges();
}

export function usePointer() {
  const { screenToFlowPosition } = useReactFlow();
  const at = useRef<Position | null>(null);
  useEffect(() => {
    providePointer(() => at.current && screenToFlowPosition(at.current));
    return () => providePointer(() => null);
  }, [screenToFlowPosition]);
  return {
    onPointerDownCapture: dropText,
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      at.current = { x: clientX, y: clientY };
    },
    onPointerLeave: () => {
      at.current = null;
    },
  };
}
