/** The selected late item: why it was late in one sentence, in a picture, and as the evidence itself. */
import IconCopy from "@tabler/icons-react/dist/esm/icons/IconCopy.mjs";
import { lateSentence, shortClock, type LateItem } from "../../run/late";
import { durationText, timeText } from "../../run/timeText";
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
  const clock = shortClock(late);
  const facts: readonly (readonly [name: string, fact: string | null, shown: string])[] = [
    ["timestamp", late.timestamp, clock(late.timestamp)],
    ["watermark", late.watermark, clock(late.watermark)],
    ["late by", late.lateBy, durationText(late.lateBy ?? "")],
    ["wait needed", late.waitNeeded, durationText(late.waitNeeded ?? "")],
    ["item", late.position, late.position ?? ""],
    ["watermark set by item", late.watermarkPosition, late.watermarkPosition ?? ""],
    ["arrived", frozen ? null : late.arrivedAt, timeText(late.arrivedAt ?? "", true)],
  ];
  return (
    <>
      <dl className="dk-facts">
        {facts.filter(([, fact]) => fact !== null).map(([name, fact, shown]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={fact ?? ""}>{shown}</dd>
          </div>
        ))}
      </dl>
      <p className="dk-value"><span className="dk-quiet">value</span> <code>{cellText(late.value, "", null)}</code></p>
    </>
  );
}
