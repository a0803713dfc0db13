/** What a gesture on the canvas is about right now: the stream being drawn, the stream under the pointer, a refusal. */
import { create } from "zustand";
import type { Stream } from "../api/types";
import { canConnect, portsOf, type Verdict } from "../flow/connect";
import { streamId, writeRef, type PortRef } from "../flow/document";
import type { Joins } from "../flow/groups";
import { sceneNow } from "../state/scene";
import type { Distance } from "./distances";

/** How a port looks while a stream is drawn. */
export type PortMood = "calm" | "start" | "fits" | "refuses";

interface CanvasState extends Distance {
  drawing: { from: PortRef; side: "ups" | "downs"; verdicts: ReadonlyMap<string, Verdict>; replacing: Stream | null } | null;
  hovered: string | null;
  /** Whether a picture stands in for the flow, because the canvas is far away and moves. */
  moving: boolean;
  /** The stream that a step held over it would be put into. */
  splicing: Stream | null;
  /** The groups that what is dragged would join, or leave, if it were let go now. */
  joining: Joins;
  note: { text: string; x: number; y: number; count: number } | null;
}

export const useCanvas = create<CanvasState>(() => ({ drawing: null, hovered: null, far: false, near: false, tiny: false, moving: false, splicing: null, joining: {}, note: null }));

/** A stream is being drawn from this port; find out which ports would take it. */
export function beginDrawing(from: PortRef, side: "ups" | "downs"): void {
  const scene = sceneNow();
  const replacing = useCanvas.getState().drawing?.replacing ?? null;
  const gone = replacing && streamId(replacing);
  const verdicts = new Map<string, Verdict>();
  for (const step of scene.flow.steps) {
    const ports = portsOf(scene, step.id);
    for (const other of side === "downs" ? ports.ups : ports.downs) {
      const [start, end] = side === "downs" ? [from, other] : [other, from];
      verdicts.set(writeRef(other), canConnect(scene, start, end, gone));
    }
  }
  useCanvas.setState({ drawing: { from, side, verdicts, replacing }, note: null });
}

export function beginReplacing(stream: Stream): void {
  useCanvas.setState({ drawing: { from: { stepId: "", port: "" }, side: "downs", verdicts: new Map(), replacing: stream } });
}

export function endDrawing(): void {
  useCanvas.setState({ drawing: null });
}

export function moodOf(state: CanvasState, name: string): PortMood {
  if (!state.drawing) return "calm";
  if (writeRef(state.drawing.from) === name) return "start";
  return state.drawing.verdicts.get(name)?.ok ? "fits" : "refuses";
}

/** Say at a place on the screen why something did not happen. */
export function say(text: string, x: number, y: number): void {
  useCanvas.setState((state) => ({ note: { text, x, y, count: (state.note?.count ?? 0) + 1 } }));
}

export function silence(): void {
  useCanvas.setState({ note: null });
}
