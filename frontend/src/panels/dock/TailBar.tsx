/** The line above a table: what is looked at, how many there are, what is missing, and how to hold it still. */
import type { ReactNode } from "react";
import IconPlayerPause from "@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs";
import IconPlayerPlay from "@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs";
import IconArrowDown from "@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs";
import { notShown } from "../../run/log";
import { counted, fullCount, rateText } from "./cells";
import type { Lens } from "./useLens";
import type { Tail } from "./useTail";

export interface TailBarProps {
  readonly tail: Tail;
  readonly lens?: Lens;
  readonly total: number;
  readonly noun: string;
  readonly rate?: number | undefined;
  readonly children: ReactNode;
  /** What can be done with the rows, beside holding them still. */
  readonly tools?: ReactNode;
}

export function TailBar({ tail, lens, total, noun, rate, children, tools }: TailBarProps) {
  const { skipped, forgotten, items } = tail.shown;
  return (
    <div className="dk-bar">
      {children}
      <span className="dk-count">
        {lens?.active && !lens.working && <span data-testid="row-count">{fullCount(lens.count)} of </span>}
        {counted(total, noun)}
        {rate !== undefined && rate > 0 && <span className="dk-quiet"> {rateText(rate)}</span>}
      </span>
      {lens?.working && <span className="dk-quiet">Looking…</span>}
      {skipped > 0 && <Note testId="skipped-note">{notShown(skipped)}</Note>}
      {forgotten > 0 && <Note>{`the newest ${fullCount(items)} are kept`}</Note>}
      <span className="dk-spring" />
      {tail.waiting > 0 && (
        <button type="button" className="dk-chip" onClick={tail.follow} data-testid="new-items" title={tail.sorted ? "Bring in what is new, and sort again" : "Go to what is new"}>
          <IconArrowDown size={12} aria-hidden="true" /> +{fullCount(tail.waiting)} new
        </button>
      )}
      {tools}
      <Freeze tail={tail} />
    </div>
  );
}

/** Where the line is too short for all of it, it is said in full at the pointer. */
export function Note({ children, testId }: { children: string; testId?: string }) {
  return <span className="dk-note" data-testid={testId} title={children}>{children}</span>;
}

function Freeze({ tail }: { tail: Tail }) {
  const words = tail.frozen ? "Show what comes again" : "Hold the table still; the run goes on";
  return (
    <button
      type="button"
      className="dk-button"
      aria-pressed={tail.frozen}
      disabled={tail.sorted && !tail.frozen}
      onClick={tail.frozen ? tail.follow : tail.freeze}
      title={tail.sorted ? "Sorted rows stand still; sort by nothing to follow what comes" : words}
      data-testid="freeze"
    >
      {tail.frozen ? <IconPlayerPlay size={13} aria-hidden="true" /> : <IconPlayerPause size={13} aria-hidden="true" />}
      {tail.frozen ? "Frozen" : tail.sorted ? "Still" : "Freeze"}
    </button>
  );
}

/** Said over a table in which nothing is left. */
export function NothingFits({ lens }: { lens: Lens }) {
  if (!lens.active || lens.count > 0 || lens.working) return null;
  return <p className="dk-nothing-fits" data-testid="nothing-fits">None of the kept rows {lens.asked}.</p>;
}
