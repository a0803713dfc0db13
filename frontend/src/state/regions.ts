/** The regions of the page, and going from one to the next with the keyboard. */
import { sayAloud } from "./announcing";

export const REGIONS = [
  ["bar", "Bar"],
  ["left", "Left side"],
  ["canvas", "Canvas"],
  ["panel", "Panel"],
  ["dock", "Dock"],
] as const;
export type Region = (typeof REGIONS)[number][0];

/** What one came for, where that is not the first control. */
const FIRST: Partial<Record<Region, string[]>> = {
  canvas: [".react-flow__node.selected", ".react-flow__node"],
  left: ["[role=treeitem]", "input[type=search]"],
  dock: ["[role=tab][aria-selected=true]"],
};
const CONTROLS = "button, input, select, textarea, a[href], [tabindex], [contenteditable=true]";
/** Where the focus was last in each region. */
const last = new Map<string, HTMLElement>();

/** Remember where the focus is, so that one comes back to it; returns how to end that. */
export function keepRegions(): () => void {
  const note = (event: FocusEvent): void => {
    const region = regionOf(event.target);
    if (region !== null && event.target instanceof HTMLElement) last.set(region, event.target);
  };
  addEventListener("focusin", note);
  return () => removeEventListener("focusin", note);
}

function regionOf(target: EventTarget | null): string | null {
  return (target instanceof HTMLElement && target.closest<HTMLElement>("[data-region]")?.dataset["region"]) || null;
}

/** Put the focus into the next region that can take it, or the one before. */
export function nextRegion(by: 1 | -1): void {
  const at = REGIONS.findIndex(([name]) => name === regionOf(document.activeElement));
  const from = at === -1 && by === -1 ? 0 : at;
  for (let step = 1; step <= REGIONS.length; step += 1) {
    const next = REGIONS[(from + by * step + REGIONS.length * 2) % REGIONS.length];
    if (next && focusRegion(next[0])) return;
  }
}

/** Put the focus into a region, where it was last or at its first control; returns whether there is one. */
export function focusRegion(name: Region): boolean {
  const region = document.querySelector<HTMLElement>(`[data-region="${name}"]`);
  const before = name === "canvas" ? undefined : last.get(name);
  const target = before?.isConnected && region?.contains(before) && canTake(before) ? before : region && firstControl(region, name);
  if (!target) return false;
  target.focus();
  sayAloud(REGIONS.find(([one]) => one === name)?.[1] ?? name);
  return true;
}

function firstControl(region: HTMLElement, name: Region): HTMLElement | undefined {
  const wanted = FIRST[name]?.flatMap((selector) => [...region.querySelectorAll<HTMLElement>(selector)]) ?? [];
  const all = [...wanted, ...region.querySelectorAll<HTMLElement>(CONTROLS)];
  return all.find(canTake);
}

/** Whether it is there to be used; in a list of tabs only the one that is open is. */
function canTake(element: HTMLElement): boolean {
  return element.tabIndex >= 0 && !element.hasAttribute("disabled") && element.getClientRects().length > 0;
}
