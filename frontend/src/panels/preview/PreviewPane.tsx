/** Beside a step's settings: sample items that come in and go out, as the flow is at this moment. */
import { ActionIcon, Switch, Tooltip } from "@mantine/core";
import IconDown from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import IconUp from "@tabler/icons-react/dist/esm/icons/IconChevronUp.mjs";
import IconNarrow from "@tabler/icons-react/dist/esm/icons/IconLayoutSidebarRightCollapse.mjs";
import IconWide from "@tabler/icons-react/dist/esm/icons/IconLayoutSidebarRightExpand.mjs";
import type { OperatorEntry, Step } from "../../api/types";
import { togglePreview, toggleWide, usePreview, useStepPreview, type Side } from "../../state/preview";
import { Failure } from "./Failure";
import { Inputs, Outputs } from "./Sides";
import classes from "./preview.module.css";

/** `low`: the panel has no room for the settings and this, so it is folded to its title until it is asked for. */
export function PreviewPane({ step, entry, low }: { step: Step; entry: OperatorEntry; low: boolean }) {
  const { on, wide, side, unfolded } = usePreview();
  const open = on && (unfolded || !low);
  const sides = entry.ups.length > 0 && (entry.downs.length > 0 ? "both" : "ups");
  const front: Side = sides === "both" ? side : sides === "ups" ? "ups" : "downs";
  return (
    <section className={classes.pane} data-on={on} data-open={open} data-low={low} data-wide={wide} aria-label="Preview" data-testid="preview">
      <header className={classes.bar}>
        <h3>{on && low ? <Fold open={open} /> : "Preview"}</h3>
        {open && sides === "both" && !wide ? <SideChoice side={side} /> : null}
        {on ? <Pace stepId={step.id} /> : null}
        <PreviewButtons />
      </header>
      {open ? (
        <>
          <Failure stepId={step.id} />
          {wide || front === "ups" ? <Inputs step={step} entry={entry} /> : null}
          {wide || front === "downs" ? <Outputs step={step} entry={entry} /> : null}
        </>
      ) : null}
    </section>
  );
}

function Fold({ open }: { open: boolean }) {
  const Icon = open ? IconDown : IconUp;
  return (
    <button type="button" className={classes.fold} aria-expanded={open} onClick={() => usePreview.setState({ unfolded: !open })}>
      Preview
      <Icon size={14} aria-hidden="true" />
    </button>
  );
}

function PreviewButtons() {
  const { on, wide } = usePreview();
  const label = wide ? "Put the preview below the settings" : "Put the preview beside the settings";
  return (
    <>
      {on ? (
        <Tooltip label={label}>
          <ActionIcon aria-label={label} aria-pressed={wide} onClick={toggleWide}>
            {wide ? <IconNarrow size={16} stroke={1.6} /> : <IconWide size={16} stroke={1.6} />}
          </ActionIcon>
        </Tooltip>
      ) : null}
      <Tooltip label={on ? "Sample items are tried after each change; nothing is written" : "Try sample items after each change"}>
        <Switch size="xs" checked={on} onChange={togglePreview} aria-label="Preview while editing" />
      </Tooltip>
    </>
  );
}

const SIDES: readonly [Side, string][] = [["ups", "Comes in"], ["downs", "Goes out"]];

function SideChoice({ side }: { side: Side }) {
  return (
    <div className={classes.choice} role="group" aria-label="Which side">
      {SIDES.map(([name, label]) => (
        <button key={name} type="button" aria-pressed={side === name} onClick={() => usePreview.setState({ side: name })}>
          {label}
        </button>
      ))}
    </div>
  );
}

/** What the answer took; in its place, once it takes long, that it is on its way. */
function Pace({ stepId }: { stepId: string }) {
  const slow = usePreview((state) => state.slow);
  const elapsed = usePreview((state) => (state.subject === stepId ? state.answer?.elapsed_ms : undefined));
  const shown = useStepPreview(stepId);
  const words = slow ? "trying…" : elapsed !== undefined && shown?.state === "shown" ? `${Math.max(1, Math.round(elapsed))} ms` : "";
  return (
    <span className={classes.pace} role="status">
      {words}
    </span>
  );
}
