/** The selected late item: why it was late in one sentence, in a picture, and as the evidence itself. */
import IconCopy from "@tabler/icons-react/dist/esm/icons/IconCopy.mjs";
import { lateSentence, type LateItem } from "../../run/late";
import { durationText } from "../../run/timeText";
import { cellText } from "./cells";
import { LateDrawing } from "./LateDrawing";

export function LateDetail({ late, frozen }: { late: LateItem | null; frozen: boolean }) {
  if (late === null) {
    return (
      <aside className="dk-detail" aria-label="Why late">
        <p className="dk-quiet">Choose a late item to see why it was late and what wait would have kept it.</p>
      </aside>
    );
  }
  const sentence = lateSentence(late, frozen);
  return (
    <aside className="dk-detail" aria-label="Why late">
      <p className="dk-sentence" data-testid="late-explanation">
        <Worded sentence={sentence} />
        <button type="button" className="dk-icon-button" title="Copy this sentence" aria-label="Copy this sentence" onClick={() => void navigator.clipboard.writeText(sentence)}>
          <IconCopy size={13} aria-hidden="true" />
        </button>
      </p>
      <LateDrawing late={late} frozen={frozen} />
      <Evidence late={late} frozen={frozen} />
    </aside>
  );
}

/** What stands between backquotes is shown as it would be typed. */
function Worded({ sentence }: { sentence: string }) {
  return sentence.split("`").map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
}

function Evidence({ late, frozen }: { late: LateItem; frozen: boolean }) {
  const facts: readonly (readonly [string, string | null])[] = [
    ["value", cellText(late.value, "", null)],
    ["timestamp", late.timestamp],
    ["watermark", late.watermark],
    ["late by", late.lateBy === null ? null : durationText(late.lateBy)],
    ["wait needed", late.waitNeeded === null ? null : durationText(late.waitNeeded)],
    ["window", late.windowId],
    ["item", late.position],
    ["watermark set by item", late.watermarkPosition],
    ["arrived", frozen ? null : late.arrivedAt],
  ];
  return (
    <dl className="dk-facts">
      {facts.filter(([, fact]) => fact !== null).map(([name, fact]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}
