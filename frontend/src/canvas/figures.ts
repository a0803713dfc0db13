/**
 * Live figures, written straight into the page: ten times a second is too often to draw components again.
 *
 * From far away nobody can read them: they rest, and are all written once when somebody comes near.
 */
import { useEffect, useRef, type RefObject } from "react";
import { subscribeCounters } from "../run";

interface Figure {
  write: () => void;
}

const figures = new Set<Figure>();
let unsubscribe: (() => void) | null = null;
let resting = false;

function writeAll(): void {
  if (!resting) figures.forEach((figure) => figure.write());
}

/** Let the figures rest while they cannot be read, or go on. */
export function restFigures(rest: boolean): void {
  const wakes = resting && !rest;
  resting = rest;
  if (wakes) writeAll();
}

/** Return a reference to put on an element, which `write` then keeps as the run is. */
export function useLive<T extends Element>(write: (element: T) => void): RefObject<T | null> {
  const reference = useRef<T>(null);
  const latest = useRef(write);
  useEffect(() => {
    latest.current = write;
  });
  useEffect(() => {
    const element = reference.current;
    if (!element) return;
    const figure = { write: () => latest.current(element) };
    figures.add(figure);
    unsubscribe ??= subscribeCounters(writeAll);
    figure.write();
    return () => {
      figures.delete(figure);
      if (figures.size > 0) return;
      unsubscribe?.();
      unsubscribe = null;
    };
  }, []);
  return reference;
}

/** Return a reference to put on an element whose text is then kept at what `read` says. */
export function useFigure<T extends Element>(read: () => string): RefObject<T | null> {
  return useLive<T>((element) => writeText(element, read()));
}

/** Write a text where another stands: what is the same is left alone, and the element's own piece of text stays. */
export function writeText(element: Element, text: string): void {
  const piece = element.firstChild;
  if (piece instanceof Text && element.childNodes.length === 1) {
    if (piece.data !== text) piece.data = text;
  } else if (element.textContent !== text) element.textContent = text;
}

/** Write what an element stands for beside its text, such as a state that its colour follows. */
export function writeData(element: HTMLElement, name: string, value: string): void {
  if (element.dataset[name] !== value) element.dataset[name] = value;
}
