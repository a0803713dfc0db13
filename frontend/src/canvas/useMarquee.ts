/** The marquee: with Shift it adds to what was selected when it began. */
import { useStoreApi } from "@xyflow/react";
import { useEffect, useMemo, useRef } from "react";
import { useFlow, type Selection } from "../state/flowStore";

export interface Marquee {
  begin: () => void;
  end: () => void;
  drawing: () => boolean;
  adding: () => boolean;
  /** Return the selection with what it is added to. */
  joined: (selection: Selection) => Selection;
}

export function useMarquee(): Marquee {
  const store = useStoreApi();
  // When React Flow tells that a marquee begins it has cleared the selection: what it was is noted as the pointer goes down.
  const before = useRef<Selection | null>(null);
  const drawing = useRef(false);
  useEffect(() => {
    const note = (event: PointerEvent): void => {
      before.current = event.shiftKey ? useFlow.getState().selection : null;
    };
    addEventListener("pointerdown", note, true);
    return () => removeEventListener("pointerdown", note, true);
  }, []);
  return useMemo(
    () => ({
      begin: () => {
        drawing.current = true;
        if (before.current) useFlow.setState({ selection: before.current });
      },
      end: () => {
        drawing.current = false;
        // React Flow lays a box over what was selected, through which no single card could be reached.
        store.setState({ nodesSelectionActive: false });
      },
      drawing: () => drawing.current,
      adding: () => drawing.current && before.current !== null,
      joined: (selection) => (drawing.current && before.current ? union(before.current, selection) : selection),
    }),
    [store],
  );
}

function union(one: Selection, other: Selection): Selection {
  return {
    steps: [...new Set([...one.steps, ...other.steps])],
    streams: other.streams,
    notes: [...new Set([...one.notes, ...other.notes])],
    groups: [...new Set([...one.groups, ...other.groups])],
  };
}
