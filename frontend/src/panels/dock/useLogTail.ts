/** Keeps the log at its newest line until the person looks back, and counts what comes meanwhile. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { LogLine } from "../../run/log";

export interface LogTail {
  readonly scroller: RefObject<HTMLElement | null>;
  /** How many lines have come since the person looked back; 0 while it follows. */
  readonly waiting: number;
  onScroll(): void;
  follow(): void;
}

/** Nearer to the end than this is at the end. */
const AT_END_PX = 4;

export function useLogTail(lines: readonly LogLine[]): LogTail {
  /** The newest line when the person looked back; null while it follows. */
  const [seen, setSeen] = useState<number | null>(null);
  const scroller = useRef<HTMLElement | null>(null);
  const lastTop = useRef(0);
  const newest = lines.at(-1)?.seq ?? 0;
  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  }, []);
  const following = seen === null;
  useLayoutEffect(() => {
    if (following) toEnd();
  }, [following, lines, toEnd]);
  useEffect(() => {
    if (!following || scroller.current === null) return undefined;
    const observer = new ResizeObserver(toEnd);
    observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [following, toEnd]);
  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const fromEnd = element.scrollHeight - element.clientHeight - element.scrollTop;
    // New lines never move the view up, so a view that went up was moved by the person.
    const wentUp = element.scrollTop < lastTop.current - 1;
    lastTop.current = element.scrollTop;
    if (fromEnd <= AT_END_PX) setSeen(null);
    else if (wentUp) setSeen((before) => before ?? newest);
  };
  const waiting = seen === null ? 0 : lines.length - 1 - lines.findLastIndex(({ seq }) => seq <= seen);
  return { scroller, waiting, onScroll, follow: () => setSeen(null) };
}
