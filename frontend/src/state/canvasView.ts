/** What the canvas is asked for besides the flow: a menu, a text to write, a zoom; and where the pointer is on it. */
import { create } from "zustand";
import type { Position } from "../api/types";
import { STEP_WIDTH } from "../flow/geometry";
import type { MenuAbout } from "./actions/action";
import { viewCentre } from "./view";

export interface CanvasMenu {
  about: MenuAbout;
  /** Where it opens, in pixels of the screen. */
  x: number;
  y: number;
  /** The same place in canvas units. */
  at: Position;
}

/** The text that is being written on the canvas: a note's, or a group's title. */
export interface Editing {
  kind: "note" | "group";
  id: string;
}

interface CanvasView {
  menu: CanvasMenu | null;
  editing: Editing | null;
  /** Count requests to zoom to 100 %, and to show what is selected. */
  fullSizes: number;
  selectionFits: number;
}

export const useCanvasView = create<CanvasView>(() => ({ menu: null, editing: null, fullSizes: 0, selectionFits: 0 }));

export function openMenu(menu: CanvasMenu): void {
  useCanvasView.setState({ menu });
}

export function closeMenu(): void {
  useCanvasView.setState({ menu: null });
}

/** Return where the menu was opened, or null while none is open. */
export function menuPlace(): Position | null {
  return useCanvasView.getState().menu?.at ?? null;
}

export function beginEditing(editing: Editing): void {
  useCanvasView.setState({ editing });
}

export function endEditing(): void {
  useCanvasView.setState({ editing: null });
}

export function zoomToFullSize(): void {
  useCanvasView.setState(({ fullSizes }) => ({ fullSizes: fullSizes + 1 }));
}

export function fitSelection(): void {
  useCanvasView.setState(({ selectionFits }) => ({ selectionFits: selectionFits + 1 }));
}

let pointer: () => Position | null = () => null;

/** The canvas tells how to find the pointer's place on it, null while it is elsewhere. */
export function providePointer(find: () => Position | null): void {
  pointer = find;
}

export const pointerPlace = (): Position | null => pointer();

/** Return where something is pasted: at the menu, at the pointer, else in the middle of what is seen. */
export function pastePlace(): Position {
  const at = menuPlace() ?? pointer();
  const middle = viewCentre();
  return at ?? { x: middle.x - STEP_WIDTH / 2, y: middle.y - 40 };
}

let carried: string | null = null;

/** Note which operator is being dragged: while it is over the canvas the browser does not tell. */
export function carry(kind: string | null): void {
  carried = kind;
}

export const carriedOperator = (): string | null => carried;
