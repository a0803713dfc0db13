/**
 * What is in sight of the canvas, and a little around it: only there is a step drawn in full.
 *
 * Every step of a flow is on the page, so that moving the canvas puts nothing in and takes nothing out; its small print is
 * there once the canvas rests near it.
 */
import { useStoreApi, type ReactFlowState } from "@xyflow/react";
import { useEffect } from "react";
import { create } from "zustand";
import { within, type Box } from "../flow/geometry";
import { FAR } from "./distances";

/** Up to so many steps are always drawn in full. */
const FEW = 60;
/** A zoom is over when it has rested for so long. */
const RESTS_MS = 100;
const EVERYTHING: Box = { x: -1e9, y: -1e9, width: 2e9, height: 2e9 };
const NOTHING: Box = { x: 0, y: 0, width: 0, height: 0 };
/** More than this many times as wide as what is seen is too much. */
const WASTE = 3;

export const useSight = create<Box>(() => EVERYTHING);

/** Whether a box touches what is in sight. */
export function inSight(sight: Box, { x, y, width, height }: Box): boolean {
  return x < sight.x + sight.width && x + width > sight.x && y < sight.y + sight.height && y + height > sight.y;
}

/** Keep what is in sight up to date for a flow of so many steps. */
export function useSightOf(steps: number): void {
  const store = useStoreApi();
  const few = steps <= FEW;
  useEffect(() => {
    if (few) return void useSight.setState(EVERYTHING);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      markZooming(store.getState(), false);
      useSight.setState(sightOf(store.getState()));
    };
    const end = store.subscribe((now, before) => {
      if (now.transform[2] !== before.transform[2]) {
        clearTimeout(timer);
        timer = setTimeout(look, RESTS_MS);
        markZooming(now, true);
      } else if (isStale(now)) look();
    });
    look();
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [store, few]);
}

function markZooming({ domNode }: ReactFlowState, zooming: boolean): void {
  domNode?.closest("[data-canvas]")?.toggleAttribute("data-zooming", zooming);
}

function isStale(state: ReactFlowState): boolean {
  if (state.transform[2] < FAR) return false;
  const [sight, seen] = [useSight.getState(), seenOf(state)];
  return !within(seen, sight) || sight.width > WASTE * seen.width;
}

function sightOf(state: ReactFlowState): Box {
  const zoom = state.transform[2];
  if (zoom < FAR) return NOTHING;
  const { x, y, width, height } = seenOf(state);
  // The farther away, the more is seen anyway.
  const more = Math.min(0.5, 0.4 * zoom * zoom);
  return { x: x - more * width, y: y - more * height, width: (1 + 2 * more) * width, height: (1 + 2 * more) * height };
}

function seenOf({ width, height, transform: [x, y, zoom] }: ReactFlowState): Box {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}
