/** The stretch of event time that is marked in the timeline, over a table that shows only that: what it is, and the way out. */
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { useMemo } from "react";
import type { EventTime } from "../../run/eventTime";
import type { RowTest } from "../../run/filter";
import { readRange, roughStretch, stretchText } from "../../timeline/ranges";
import { useDock } from "./dockStore";

/** Return the test of the rows that are in the marked stretch; null where none is marked, or nothing says when rows happened. */
export function useStretch(time: EventTime | null): RowTest | null {
  const marked = useDock((dock) => dock.timelineRange);
  return useMemo(() => {
    const stretch = readRange(marked);
    return stretch === null || time === null ? null : time.within(stretch);
  }, [marked, time]);
}

export function StretchChip({ time }: { time: EventTime | null }) {
  const marked = useDock((dock) => dock.timelineRange);
  const stretch = readRange(marked);
  if (stretch === null) return null;
  const exact = `${stretchText(stretch.from_us, stretch.to_us, "utc")} UTC`;
  const what = time === null ? `All rows: nothing in them says when they happened. Marked in the timeline: ${exact}` : `Only rows ${time.what} in the stretch that is marked in the timeline: ${exact}`;
  return (
    <span className="dk-stretch" data-unfit={time === null} title={what} data-testid="stretch">
      <span className="dk-stretch-text">{roughStretch(stretch, "utc").replace(/ ?– ?/, " – ")}</span>
      <span className="dk-hidden">{what}</span>
      <button type="button" className="dk-icon-button" title="Show all times" aria-label="Show all times" onClick={() => useDock.setState({ timelineRange: null })}>
        <IconX size={12} aria-hidden="true" />
      </button>
    </span>
  );
}
