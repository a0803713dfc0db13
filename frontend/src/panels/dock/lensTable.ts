/** What a table of a lens has of it, whatever its rows look like. */
import type { Lens } from "./useLens";
import type { Tail } from "./useTail";

/** Return the part of a table's properties that say which rows there are, and which of them is chosen. */
export function lensTable(tail: Tail, lens: Lens, choose: (number: number) => void, leave: () => void) {
  return {
    count: lens.places,
    scroller: tail.scroller,
    onScroll: tail.onScroll,
    onSelect: (index: number): void => choose(lens.numberAt(index)),
    onLeave: leave,
    selected: lens.chosen?.place ?? null,
    leftOut: lens.chosen?.leftOut ?? "",
  };
}
