/** A step as a card: what it is, what it does in words, what is wrong with it, what passes through it. */
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useStore } from "zustand";
import type { OperatorEntry, StepCheck } from "../api/types";
import { OperatorIcon } from "../OperatorIcon";
import { followed } from "../run";
import { useFlow } from "../state/flowStore";
import { useStepProblems } from "../state/problems";
import { badgeOf } from "./badges";
import { useCanvas } from "./canvasStore";
import type { StepNode } from "./pictures";
import { PortHandle } from "./PortHandle";
import { PortPlaces } from "./PortPlaces";
import { QuarantineNote } from "./QuarantineNote";
import { StallNote } from "./StallNote";
import { StepCounts, StepStrip } from "./StepFigures";
import classes from "./StepCard.module.css";

export const StepCard = memo(function StepCard({ data, selected }: NodeProps<StepNode>) {
  const { step, entry } = data;
  const { id } = step;
  const plain = useCanvas((state) => state.far && state.drawing === null) && !selected;
  const check = useFlow((state) => state.check?.steps[id]);
  const failed = useStore(followed, (run) => run.failure?.stepId === id);
  const title = step.title ?? entry?.title ?? step.operator;
  return (
    <div className={classes.card} data-testid={`step-${id}`} data-selected={selected} data-failed={failed} data-group={entry?.group}>
      <div className={classes.head}>
        {plain ? null : <OperatorIcon entry={entry} className={classes.icon} />}
        <span className={classes.title} title={title}>
          {title}
        </span>
        <Badge stepId={id} failed={failed} />
      </div>
      {plain ? <PortPlaces entry={entry} /> : <Rest id={id} entry={entry} check={check} operator={step.operator} />}
    </div>
  );
});

interface RestProps {
  id: string;
  entry: OperatorEntry | undefined;
  check: StepCheck | undefined;
  operator: string;
}

/** What can be read and used from near only: hundreds of it are slow to draw. */
function Rest({ id, entry, check, operator }: RestProps) {
  const words = check?.summary || (entry?.summary ?? `This studio has no operator '${operator}'.`);
  return (
    <>
      <div className={classes.words} title={words} data-known={Boolean(check?.summary)}>
        {words}
      </div>
      <div className={`${classes.foot} figures`}>
        <span className={classes.id} title={id}>
          {id}
        </span>
        <StepCounts stepId={id} entry={entry} />
      </div>
      <StepStrip stepId={id} />
      <StallNote stepId={id} />
      <Ports stepId={id} entry={entry} check={check} />
      {entry?.source ? <QuarantineNote stepId={id} /> : null}
    </>
  );
}

function Badge({ stepId, failed }: { stepId: string; failed: boolean }) {
  const badge = badgeOf(useStepProblems(stepId));
  if (failed) return <span className={classes.badge} data-tone="error" title="The run failed here">✕ failed</span>;
  return badge && <span className={classes.badge} data-tone={badge.error ? "error" : "warning"} title={badge.title}>{badge.text}</span>;
}

function Ports({ stepId, entry, check }: { stepId: string; entry: OperatorEntry | undefined; check: StepCheck | undefined }) {
  return (
    <>
      {entry?.ups.map((port, index) => (
        <PortHandle key={port.name} stepId={stepId} port={port} side="ups" index={index} type={check?.ups[port.name]?.[0]} />
      ))}
      {entry?.downs.map((port, index) => (
        <PortHandle key={port.name} stepId={stepId} port={port} side="downs" index={index} type={check?.downs[port.name]} />
      ))}
    </>
  );
}
