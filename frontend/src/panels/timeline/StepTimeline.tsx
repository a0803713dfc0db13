/** The timeline of one step: its line of controls, the picture or the table, and what is beside it. */
import { useMemo, useState } from "react";
import { readRange } from "../../timeline/ranges";
import type { By } from "../../timeline/scene";
import type { Seen, Wish } from "../../timeline/stage";
import { Empty, stageOf } from "../dock/Empty";
import { useDock } from "../dock/dockStore";
import { useRun } from "../dock/runStore";
import { Beside } from "./Beside";
import { useChoices } from "./choices";
import { Controls } from "./Controls";
import { Picture } from "./Picture";
import { TimelineTable } from "./TimelineTable";
import { useTimeline } from "./useTimeline";

export interface Looking {
  readonly step: string;
  readonly by: By;
  readonly filter: string;
  /** The wait of the slider; null for the run's own. */
  readonly wait_us: number | null;
}

export function StepTimeline({ step, steps }: { step: string; steps: readonly string[] }) {
  const { timeline, version } = useTimeline(step);
  const { zone, order, asTable, whatIf } = useChoices();
  const [filter, setFilter] = useState("");
  const [wait, setWait] = useState<number | null>(null);
  const [seen, setSeen] = useState<Seen | null>(null);
  const by: By = useDock((dock) => dock.timelineBy) === "keys" ? "keys" : "arrival";
  const item = useDock((dock) => dock.timelineItem);
  const range = readRangeOnce(useDock((dock) => dock.timelineRange));
  const chosen = item === null ? -1 : timeline.items.rowAt(Number(item));
  const wait_us = wait ?? timeline.setting.wait_us;
  const wish = useMemo<Wish>(() => ({ by, zone, order, filter, wait_us, chosen, range }), [by, zone, order, filter, wait_us, chosen, range]);
  if (timeline.items.count === 0 && timeline.windows.count === 0) return <NothingYet />;
  return (
    <div className="tl" data-testid="timeline">
      <Controls step={step} steps={steps} by={by} filter={filter} onFilter={setFilter} range={range} timeline={timeline} />
      <div className="tl-body">
        <div className="tl-main">
          <Picture timeline={timeline} version={version} wish={wish} seen={seen} onSeen={setSeen} hidden={asTable} />
          {asTable && seen !== null && <TimelineTable seen={seen} range={range} />}
        </div>
        {(whatIf || chosen >= 0) && <Beside step={step} timeline={timeline} version={version} chosen={chosen} wait_us={wait_us} onWait={setWait} />}
      </div>
    </div>
  );
}

/** The same text gives the same range, so that nothing is drawn again for it. */
const lastRange: { text: string | null; range: ReturnType<typeof readRange> } = { text: null, range: null };

function readRangeOnce(text: string | null): ReturnType<typeof readRange> {
  if (text !== lastRange.text) Object.assign(lastRange, { text, range: readRange(text) });
  return lastRange.range;
}

function NothingYet() {
  const stage = useRun(stageOf);
  if (stage === "ended") return <Empty title="No item came to this step">The run ended before there was anything to draw.</Empty>;
  return (
    <Empty title="Waiting for the first item">
      <span className="dk-pulse" aria-hidden="true" /> It is drawn as soon as the step has judged it.
    </Empty>
  );
}
