/** The two sides of a step in a preview: what comes in by its streams, and what goes out by its ports. */
import { useState } from "react";
import type { OperatorEntry, PreviewStep, Step } from "../../api/types";
import { readRef } from "../../flow/document";
import { selectFlow, useFlow } from "../../state/flowStore";
import { usePreview, useStepPreview } from "../../state/preview";
import { counted, fullCount } from "../dock/cells";
import { Held } from "./Held";
import { PortItems } from "./PortItems";
import { PortPicker, type Choice } from "./PortPicker";
import { SampleChoice } from "./SampleChoice";
import classes from "./preview.module.css";

interface SideProps {
  step: Step;
  entry: OperatorEntry;
}

export function Inputs({ step, entry }: SideProps) {
  const streams = useFlow(selectFlow).streams.filter((stream) => readRef(stream.to).stepId === step.id);
  const answer = usePreview((state) => state.answer);
  const [chosen, choose] = useState<string | null>(null);
  const choices: Choice[] = [...new Set(streams.map((stream) => stream.from))].map((from) => {
    const { stepId, port } = readRef(from);
    return { name: from, label: from, total: answer?.steps[stepId]?.ports[port]?.total ?? null, role: "main" };
  });
  const shown = choices.find((choice) => choice.name === chosen) ?? choices[0];
  const from = shown && readRef(shown.name);
  return (
    <div className={classes.in} data-testid="preview-in">
      <div className={classes.title}>
        <h4>Comes in</h4>
        <PortPicker label="What comes in" choices={choices} chosen={shown?.name ?? null} onChoose={choose} />
      </div>
      {shown?.total ? <p className={classes.counts}>{counted(shown.total, "item")}</p> : null}
      {from ? <PortItems stepId={from.stepId} port={from.port} label={`Items that come in from ${shown.name}`} fallback={<Held stepId={from.stepId} />} /> : <Nothing text={entry.ups.length > 0 ? "No stream enters this step yet." : "A source: its items come from outside."} />}
    </div>
  );
}

export function Outputs({ step, entry }: SideProps) {
  const shown = useStepPreview(step.id);
  const [chosen, choose] = useState<string | null>(null);
  const choices: Choice[] = entry.downs.map(({ name, role }) => ({ name, label: name, total: shown?.ports[name]?.total ?? null, role }));
  const port = choices.some((choice) => choice.name === chosen) ? chosen : (choices[0]?.name ?? null);
  return (
    <div className={classes.out} data-testid="preview-out">
      <div className={classes.title}>
        <h4>Goes out</h4>
        <PortPicker label="What goes out" choices={choices} chosen={port} onChoose={choose} />
      </div>
      {entry.source ? <SampleChoice step={step} /> : <Counts shown={shown} />}
      {port === null ? null : <PortItems stepId={step.id} port={port} label={`Items that go out by ${port}`} fallback={<Held stepId={step.id} />} />}
      {port === null ? <Nothing text="A sink: in a preview nothing leaves the flow." /> : null}
    </div>
  );
}

function Nothing({ text }: { text: string }) {
  return <p className={classes.note}>{text}</p>;
}

/** What became of the items that came in, in one line. */
function Counts({ shown }: { shown: PreviewStep | undefined }) {
  const stats = shown?.stats;
  if (!stats) return null;
  const others = ([["late", stats.late], ["bad", stats.bad], ["filtered", stats.filtered], ["dropped", stats.dropped]] as const).filter(([, count]) => count > 0);
  return (
    <p className={classes.counts} data-testid="preview-counts">
      {fullCount(stats.items_in)} in, {fullCount(stats.kept)} kept
      {others.map(([name, count]) => (
        <span key={name} data-kind={name}>
          , {fullCount(count)} {name}
        </span>
      ))}
      {stats.keys ? <span>, {counted(stats.keys, "key")}</span> : null}
    </p>
  );
}
