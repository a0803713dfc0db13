/** The way out of a panel by keyboard: back to what it is about, on the canvas. */
import type { KeyboardEvent } from "react";
import { focusRegion } from "../state/regions";

/** Leave by Escape, once nothing in the panel has a use for it: a completion, a menu, a text that is taken back. */
export function leaveByEscape(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing) return;
  // Menus and dialogs of the panel are drawn elsewhere on the page.
  if (!(event.target instanceof Element) || !event.currentTarget.contains(event.target)) return;
  if (focusRegion("canvas")) event.preventDefault();
}
