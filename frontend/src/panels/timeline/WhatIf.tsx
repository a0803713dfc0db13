/** What if the wait were another: the curve of late items against it, a slider on it, and the way to make it so. */
import { VisuallyHidden } from "@mantine/core";
import { useMemo } from "react";
import { Curve, worstKeys } from "../../timeline/curve";
import { counted } from "../../timeline/describe";
import { spanText } from "../../timeline/instants";
import type { Timeline } from "../../timeline/timeline";
import type { Verdicts } from "../../timeline/verdicts";
import { easyWait, waitAxis } from "../../timeline/waitAxis";
import { useRun } from "../dock/runStore";
import { ApplyWait } from "./ApplyWait";
import { useChoices } from "./choices";
import { Switch } from "./Controls";
import { WaitSlider } from "./WaitSlider";
import { sentenceOf, shareText } from "./waitWords";

interface WhatIfProps {
  readonly step: string;
  readonly timeline: Timeline;
  readonly version: number;
  readonly wait_us: number;
  readonly onWait: (wait_us: number | null) => void;
}

export function WhatIf(props: WhatIfProps) {
  const { timeline } = props;
  if (timeline.setting.clock === "system") {
    return (
      <aside className="tl-beside" aria-label="What if" data-testid="what-if">
        <p className="dk-quiet">The windows of this step go by when items arrive, so nothing is late and there is no wait to change.</p>
      </aside>
    );
  }
  return <WhatIfWaited {...props} />;
}

function WhatIfWaited({ step, timeline, version, wait_us, onWait }: WhatIfProps) {
  const { spread } = useChoices();
  const late = useRun((run) => run.steps[step]?.late ?? 0);
  const kept = useRun((run) => run.steps[step]?.kept ?? 0);
  // The timeline changes in place; its version says when.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const curve = useMemo(() => new Curve(timeline.waits, { late, onTime: kept }), [timeline, version, late, kept]);
  const runs_us = timeline.setting.wait_us;
  const axis = waitAxis(runs_us, curve.longest_us, spread);
  const knee = useMemo(() => kneeOf(curve), [curve]);
  // Not kept: more is known of it each time, until it is whole.
  const verdicts = timeline.verdictsAt(wait_us);
  const sentence = sentenceOf(curve, verdicts, runs_us);
  const goals = [["99 %", 0.01], ["99.9 %", 0.001], ["All", 0]] as const;
  return (
    <aside className="tl-beside" aria-label="What if" data-testid="what-if">
      <div className="tl-whatif-head">
        <h3 className="tl-title">What if the wait were {spanText(wait_us)}?</h3>
        <Switch label="Axis of waits" value={spread} onChange={(value) => useChoices.setState({ spread: value === "even" ? "even" : "magnitude" })} options={[["magnitude", "Log"], ["even", "Linear"]]} />
      </div>
      <WaitSlider curve={curve} axis={axis} wait_us={wait_us} runs_us={runs_us} sentence={sentence} knee_us={knee} onWait={onWait} />
      <p className="tl-sentence" data-testid="what-if-words">{sentence}</p>
      <div className="tl-goals" role="group" aria-label="Waits to go to">
        <span className="dk-quiet" aria-hidden="true">On time</span>
        {goals.map(([name, share]) => (
          <button key={name} type="button" className="dk-button" title={`The shortest wait with which ${name === "All" ? "all items are" : `${name} of the items are`} on time`} onClick={() => onWait(easyWait(curve.waitFor(share), "up"))}>
            {name}<VisuallyHidden> on time</VisuallyHidden>
          </button>
        ))}
        {knee !== null && <button type="button" className="dk-button" title="Where more waiting begins to buy little" onClick={() => onWait(knee)}>Knee, {spanText(knee)}</button>}
        {wait_us !== runs_us && <button type="button" className="tl-link" onClick={() => onWait(null)}>Back to {spanText(runs_us)}</button>}
      </div>
      <Doubts timeline={timeline} verdicts={verdicts} />
      <ApplyWait step={step} wait_us={wait_us} />
      <WorstKeys timeline={timeline} verdicts={verdicts} runs_us={runs_us} />
    </aside>
  );
}

function kneeOf(curve: Curve): number | null {
  const knee = curve.knee();
  return knee === null ? null : easyWait(knee, "up");
}

/** Which of this may be off, and why. */
function Doubts({ timeline, verdicts }: { timeline: Timeline; verdicts: Verdicts }) {
  const { approximate, rerun } = verdicts;
  const of = (keys: number): string => `${counted(keys, "key")} of ${timeline.keys.count.toLocaleString("en-US")}`;
  return (
    <>
      {approximate > 0 && (
        <p className="tl-doubt" data-testid="what-if-doubts">
          Approximate for {of(approximate)}: {whyInDoubt(timeline)}, and {verdicts.working ? "that is still being worked out." : `${whyNotRerun(timeline)}. A run tells for certain.`}
        </p>
      )}
      {rerun > 0 && (
        <p className="dk-quiet tl-rerun" data-testid="what-if-rerun">
          Exact at this wait: the clocks of {of(rerun)} were run again. The curve and its goals are approximate for them.
        </p>
      )}
    </>
  );
}

function whyInDoubt({ setting }: Timeline): string {
  if (setting.windower.kind === "session") return "whether their items join an open session depends on the wait";
  return "with no window open a key forgets its clock, and when that happens depends on the wait";
}

function whyNotRerun({ untold, items }: Timeline): string {
  return untold + items.forgotten > 0 ? "not all of their items are here" : "their record is not quite what the run judged by";
}

function WorstKeys({ timeline, verdicts, runs_us }: { timeline: Timeline; verdicts: Verdicts; runs_us: number }) {
  const { wait_us } = verdicts;
  const worst = worstKeys(timeline.items, verdicts, 6);
  if (worst.length === 0) return null;
  return (
    <table className="tl-keys">
      <thead>
        <tr><th scope="col">Key</th><th scope="col">late at {spanText(runs_us)}</th><th scope="col">at {spanText(wait_us)}</th></tr>
      </thead>
      <tbody>
        {worst.map(({ key, items, now, another }) => (
          <tr key={key}>
            <th scope="row" title={timeline.keys.names[key]}>{timeline.keys.names[key]}{verdicts.isApproximate(key) ? " ≈" : ""}</th>
            <td>{now.toLocaleString("en-US")}</td>
            <td title={`of ${counted(items, "item")}: ${shareText(another / items)}`}>{another.toLocaleString("en-US")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
