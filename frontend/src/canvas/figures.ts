/** Live figures, written straight into the page: ten times a second is too often to draw components again. */
import { useEffect, useRef, type RefObject } from "react";
import { portCounter, stepStats, subscribeCounters } from "../run";

interface Figure {
  element: HTMLElement;
  read: () => string;
}

const figures = new Set<Figure>();
let unsubscribe: (() => void) | null = null;

function write(figure: Figure): void {
  const text = figure.read();
  if (figure.element.textContent !== text) figure.element.textContent = text;
}

/** Return a reference to put on an element whose text is then kept at what `read` says. */
export function useFigure<T extends HTMLElement>(read: () => string): RefObject<T | null> {
  const reference = useRef<T>(null);
  const latest = useRef(read);
  useEffect(() => {
    latest.current = read;
  });
  useEffect(() => {
    const element = reference.current;
    if (!element) return;
    const figure = { element, read: () => latest.current() };
    figures.add(figure);
    unsubscribe ??= subscribeCounters(() => figures.forEach(write));
    write(figure);
    return () => {
      figures.delete(figure);
      if (figures.size > 0) return;
      unsubscribe?.();
      unsubscribe = null;
    };
  }, []);
  return reference;
}

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** Return a count: exact up to a million, short beyond. */
export function countText(count: number): string {
  return count < 1_000_000 ? WHOLE.format(count) : SHORT.format(count);
}

/** Return an output's total, and its rate while items pass; nothing before the first item. */
export function portText(stepId: string, port: string): string {
  const total = emitted(stepId, port);
  return total === 0 ? "" : withRate(total, portCounter(stepId, port).rate);
}

/** Return what fits on a wire: the rate while items pass, the total when they have. */
export function wireText(stepId: string, port: string): string {
  const total = emitted(stepId, port);
  const { rate } = portCounter(stepId, port);
  if (total === 0) return "";
  return rate >= 0.5 ? `${SHORT.format(rate)}/s` : SHORT.format(total);
}

/** Return an output's total alone. */
export function totalText(stepId: string, port: string): string {
  const total = emitted(stepId, port);
  return total === 0 ? "" : countText(total);
}

/** Return how much a step took in, which is the figure of a sink. */
export function takenText(stepId: string): string {
  const total = stepStats(stepId)?.items_in ?? 0;
  return total === 0 ? "" : withRate(total, portCounter(stepId, ":in").rate);
}

function emitted(stepId: string, port: string): number {
  return stepStats(stepId)?.items_out[port] ?? 0;
}

function withRate(total: number, rate: number): string {
  return rate >= 0.5 ? `${countText(total)} · ${SHORT.format(rate)}/s` : countText(total);
}
