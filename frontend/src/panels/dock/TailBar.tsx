/** The line above a table: what is looked at, how many there are, what is missing, and how to hold it still. */
import type { ReactNode } from "react";
import IconPlayerPause from "@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs";
import IconPlayerPlay from "@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs";
import IconArrowDown from "@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs";
import { notShown } from "../../run/log";
import { MAX_ITEMS } from "../../run/sample";
import { counted, fullCount, rateText } from "./cells";
import type { Tail } from "./useTail";

export interface TailBarProps {
  readonly tail: Tail;
  readonly total: number;
  readonly noun: string;
  readonly rate?: number | undefined;
  readonly children: ReactNode;
}

export function TailBar({ tail, total, noun, rate, children }: TailBarProps) {
  const { skipped, forgotten } = tail.shown;
  return (
    <div className="dk-bar">
      {children}
      <span className="dk-count">
        {counted(total, noun)}
        {rate !== undefined && rate > 0 && <span className="dk-quiet"> {rateText(rate)}</span>}
      </span>
      {skipped > 0 && <span className="dk-note" data-testid="skipped-note">{notShown(skipped)}</span>}
      {forgotten > 0 && <span className="dk-note">the newest {fullCount(MAX_ITEMS)} are kept</span>}
      <span className="dk-spring" />
      {tail.waiting > 0 && (
        <button type="button" className="dk-chip" onClick={tail.follow} data-testid="new-items">
          <IconArrowDown size={12} aria-hidden="true" /> +{fullCount(tail.waiting)} new
        </button>
      )}
      <button
        type="button"
        className="dk-button"
        aria-pressed={tail.frozen}
        onClick={tail.frozen ? tail.follow : tail.freeze}
        title={tail.frozen ? "Show what comes again" : "Hold the table still; the run goes on"}
        data-testid="freeze"
      >
        {tail.frozen ? <IconPlayerPlay size={13} aria-hidden="true" /> : <IconPlayerPause size={13} aria-hidden="true" />}
        {tail.frozen ? "Frozen" : "Freeze"}
      </button>
    </div>
  );
}
