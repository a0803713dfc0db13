/**
 * Keeps a table at the newest row until the person looks back or holds it still.
 *
 *     following --scrolls up--> looking back --scrolls to the end, or the chip--> following
 *         |------chooses a row-> reading -------puts it away, or the chip--------> following
 *         |------asks for one-> asked ------------chooses a row------------------> reading
 *         |------freezes------> frozen ------------unfreezes, or the chip-------> following
 *         \------sorts--------> sorted ------------puts in order of arrival-----> following
 *
 * A sample never changes, so all that do not follow show the sample that was there, however many items come. What is
 * sorted stands still, or its rows would jump about: the chip brings in what is new, and sorts again. Once a run has
 * ended nothing more can come, so what is sorted, or asked for by an address, takes in all there is.
 */
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { Sample } from "../../run/sample";
import { stageOf } from "./Empty";
import { useRun } from "./runStore";

export interface Tail {
  readonly shown: Sample;
  /** All that has come, shown or not. */
  readonly live: Sample;
  readonly frozen: boolean;
  readonly following: boolean;
  /** Whether it stands still at what was asked for. */
  readonly asked: boolean;
  readonly sorted: boolean;
  /** How many items have come since the table stood still; 0 while it follows. */
  readonly waiting: number;
  readonly scroller: RefObject<HTMLDivElement | null>;
  onScroll(): void;
  freeze(): void;
  /** Stand still because something in the table was chosen. */
  hold(): void;
  /** Stand still because something was asked for that is among all that has come. */
  ask(): void;
  follow(): void;
}

/** Why a table stands still only for as long as items come. */
type Passing = "order" | "asked";

interface Held {
  readonly sample: Sample;
  readonly by: "scroll" | "choice" | "button" | Passing;
}

/** Nearer to the end than this is at the end. */
const AT_END_PX = 4;

/** Return what to show of a sample that grows; give the component a new `key` when it looks at another port or run. */
export function useTail(live: Sample, sorted = false): Tail {
  const [held, hold] = useState<Held | null>(null);
  const scroller = useRef<HTMLDivElement | null>(null);
  const lastTop = useRef(0);
  const still = held ?? (sorted ? { sample: live, by: "order" as const } : null);
  useHeldWhileSorted(sorted, live, held, hold);
  useAllTaken(live, held, hold);
  const shown = still?.sample ?? live;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || still !== null || shown.rows === 0) return;
    element.scrollTop = element.scrollHeight;
    if (element.scrollTop === lastTop.current) return;
    lastTop.current = element.scrollTop;
    // The browser tells it a frame later: until then the table would stand at rows that are not drawn yet.
    element.dispatchEvent(new Event("scroll"));
  });
  useEndKept(scroller, still === null);
  const onScroll = () => {
    const element = scroller.current;
    if (element === null) return;
    const fromEnd = element.scrollHeight - element.clientHeight - element.scrollTop;
    // New rows never move the view up, so a view that went up was moved by the person.
    const wentUp = element.scrollTop < lastTop.current - 1;
    lastTop.current = element.scrollTop;
    if (still === null && wentUp && fromEnd > AT_END_PX) hold({ sample: live, by: "scroll" });
    if (held?.by === "scroll" && fromEnd <= AT_END_PX) hold(null);
  };
  return {
    shown,
    live,
    frozen: held?.by === "button",
    following: still === null,
    asked: held?.by === "asked",
    sorted,
    waiting: still === null ? 0 : live.total - shown.total,
    scroller,
    onScroll,
    freeze: () => hold({ sample: shown, by: "button" }),
    hold: () => (held === null || isPassing(held)) && hold({ sample: shown, by: "choice" }),
    ask: () => hold({ sample: live, by: "asked" }),
    follow: () => hold(sorted ? { sample: live, by: "order" } : null),
  };
}

/** What is sorted stands still as it was when it was sorted first. */
function useHeldWhileSorted(sorted: boolean, live: Sample, held: Held | null, hold: (held: Held | null) => void): void {
  useEffect(() => {
    if (sorted && held === null && live.rows > 0) hold({ sample: live, by: "order" });
    if (!sorted && held?.by === "order") hold(null);
  }, [sorted, live, held, hold]);
}

function isPassing({ by }: Held): boolean {
  return by === "order" || by === "asked";
}

/** What stands still only for as long as items come takes in all of them once the run has ended. */
function useAllTaken(live: Sample, held: Held | null, hold: (held: Held | null) => void): void {
  const ended = useRun((run) => stageOf(run) === "ended");
  useEffect(() => {
    if (ended && held !== null && isPassing(held) && held.sample !== live) hold({ ...held, sample: live });
  }, [ended, live, held, hold]);
}

/** A table that follows stays at its end when it gets higher or lower, as when a banner comes or the dock is dragged. */
function useEndKept(scroller: RefObject<HTMLDivElement | null>, following: boolean): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null || !following) return;
    const observer = new ResizeObserver(() => {
      element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, following]);
}
