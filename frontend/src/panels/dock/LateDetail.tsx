/** The selected late item: why it was late in words, in a picture, what would have kept it, and the evidence itself. */
import { useMemo } from "react";
import IconCopy from "@tabler/icons-react/dist/esm/icons/IconCopy.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { exactValue } from "../../run/exactValue";
import type { LateItem } from "../../run/late";
import { streamShape } from "../../run/streamType";
import { durationText, timeText } from "../../run/timeText";
import { shortClock, whyLate, whySentence, type WhyLate } from "../../run/whyLate";
import { cellText } from "./cells";
import { LateDrawing } from "./LateDrawing";
import { LateRemedy } from "./LateRemedy";
import { useRun } from "./runStore";

interface LateDetailProps {
  readonly late: LateItem | null;
  /** The position of the item that is asked for and not kept; null when none is. */
  readonly missing?: string | null;
  /** Puts it away; without it, whoever shows the card has a way of its own. */
  readonly onClose?: () => void;
}

export function LateDetail({ late, missing = null, onClose }: LateDetailProps) {
  if (late !== null) return <WhyCard late={late} onClose={onClose} />;
  return (
    <aside className="dk-detail" aria-label="Why late">
      {missing !== null && <p data-testid="late-missing">Item {missing} is not among the late items that are kept here.</p>}
      <p className="dk-quiet">Choose a late item to see why it was late and what wait would have kept it.</p>
    </aside>
  );
}

function WhyCard({ late, onClose }: { late: LateItem; onClose: (() => void) | undefined }) {
  const samples = useRun((run) => run.samples);
  const clock = useRun((run) => run.clock);
  const flow = useRun((run) => run.flow);
  const type = useRun((run) => streamShape(run.streams[`${late.stepId}.late`] ?? "").fields["value"] ?? "");
  const why = useMemo(() => whyLate({ samples, clock }, flow, late), [samples, clock, flow, late]);
  const sentence = whySentence(why);
  return (
    <aside className="dk-detail" aria-label="Why late" data-testid="why-late" data-wait={why.kept?.wait}>
      <p className="dk-sentence" data-testid="late-explanation">
        {onClose && (
          <button type="button" className="dk-icon-button dk-put-away" title="Close" aria-label="Close" onClick={onClose}>
            <IconX size={14} aria-hidden="true" />
          </button>
        )}
        <Worded sentence={sentence} />
        <button type="button" className="dk-icon-button" title="Copy as text" aria-label="Copy as text" onClick={() => void navigator.clipboard.writeText(asText(why, type))}>
          <IconCopy size={13} aria-hidden="true" />
        </button>
      </p>
      <LateRemedy why={why} />
      <LateDrawing why={why} />
      <dl className="dk-facts">
        {factsOf(why).map(({ name, exact, shown }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={exact}>{shown}</dd>
          </div>
        ))}
      </dl>
      {valuesOf(why, type).map(([name, text]) => (
        <p key={name} className="dk-value"><span className="dk-quiet">{name}</span> <code>{text}</code></p>
      ))}
    </aside>
  );
}

/** What stands between backquotes is shown as it would be typed. */
function Worded({ sentence }: { sentence: string }) {
  return sentence.split("`").map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
}

interface Fact {
  readonly name: string;
  readonly exact: string;
  readonly shown: string;
}

function factsOf(why: WhyLate): Fact[] {
  const { late, mover, kept, frozen } = why;
  const write = shortClock(why);
  const facts: readonly (readonly [name: string, exact: string | null, shown: string])[] = [
    ["timestamp", late.timestamp, write(late.timestamp)],
    ["watermark", late.watermark, write(late.watermark)],
    ["late by", late.lateBy, durationText(late.lateBy ?? "")],
    ["wait needed", kept?.wait ?? null, `${kept?.unsure ? "≈ " : ""}${durationText(kept?.wait ?? "")}`],
    ["item", late.position, late.position ?? ""],
    ["watermark set by item", late.watermarkPosition, late.watermarkPosition ?? ""],
    ["its timestamp", mover.timestamp, write(mover.timestamp)],
    ["arrived", frozen ? null : late.arrivedAt, timeText(late.arrivedAt ?? "", true)],
  ];
  return facts.flatMap(([name, exact, shown]) => (exact === null ? [] : [{ name, exact, shown }]));
}

function valuesOf({ late, mover }: WhyLate, type: string): (readonly [name: string, text: string])[] {
  const own = ["value", cellText(exactValue(late.value, type), "", null)] as const;
  if (mover.value === undefined) return [own];
  return [own, [`item ${mover.position ?? ""}, which moved the watermark`, cellText(exactValue(mover.value, type), "", null)]];
}

/** Return the card as text that says everything it shows, every figure exact. */
function asText(why: WhyLate, type: string): string {
  const facts = factsOf(why).map(({ name, exact }) => `${name}: ${exact}`);
  const values = valuesOf(why, type).map(([name, text]) => `${name}: ${text}`);
  return [whySentence(why).replaceAll("`", ""), "", ...facts, ...values].join("\n");
}
