/** What the screen is asked to show: dialogs, a step to reveal, the way the canvas is looked at. */
import { create } from "zustand";
import type { FlowDetail, Position, Stream } from "../api/types";
import type { PortRef } from "../flow/document";

export type Dialog =
  | { kind: "open" }
  | { kind: "examples" }
  | { kind: "shortcuts" }
  | { kind: "palette" }
  | { kind: "settings" }
  | { kind: "quick-add"; at: Position | null; from: PortRef | null; to?: PortRef; instead?: Stream }
  | { kind: "connect"; stepId: string }
  | { kind: "join-group" }
  | { kind: "conflict"; theirs: FlowDetail }
  | { kind: "save-named" }
  | { kind: "history"; revision: number | null }
  | { kind: "run-changes" };

export interface Reveal {
  stepId: string;
  /** The config field to focus, as a dotted path, or null. */
  field: string | null;
  /** Counts requests, so that the same step can be revealed twice. */
  count: number;
}

interface View {
  dialog: Dialog | null;
  reveal: Reveal | null;
  /** Counts requests to fit the whole flow on the screen. */
  fits: number;
}

export const useView = create<View>(() => ({ dialog: null, reveal: null, fits: 0 }));

export function openDialog(dialog: Dialog): void {
  useView.setState({ dialog });
}

export function closeDialog(): void {
  useView.setState({ dialog: null });
}

/** Ask the canvas to show a step and the step panel to focus one of its fields. */
export function revealStep(stepId: string, field: string | null = null): void {
  useView.setState((view) => ({ reveal: { stepId, field, count: (view.reveal?.count ?? 0) + 1 } }));
}

/** What was asked for has been shown, or the person has gone elsewhere: a panel that is drawn later takes no focus for it. */
export function endReveal(): void {
  useView.setState({ reveal: null });
}

/** Ask the canvas to show the whole flow. */
export function fitFlow(): void {
  useView.setState((view) => ({ fits: view.fits + 1 }));
}

let centre: () => Position = () => ({ x: 0, y: 0 });

/** Return the middle of what the canvas shows, in canvas units. */
export function viewCentre(): Position {
  return centre();
}

/** The canvas tells how to find the middle of what it shows. */
export function provideCentre(find: () => Position): void {
  centre = find;
}

/** What a dragged palette card carries: the operator's kind, under this type. */
export const OPERATOR_DRAG = "application/x-tidegate-operator";
