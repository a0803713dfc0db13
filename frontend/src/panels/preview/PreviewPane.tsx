/** Beside a step's settings: sample items that come in and go out, as the flow is at this moment. */
import { ActionIcon, Switch, Tooltip } from "@mantine/core";
import IconNarrow from "@tabler/icons-react/dist/esm/icons/IconLayoutSidebarRightCollapse.mjs";
import IconWide from "@tabler/icons-react/dist/esm/icons/IconLayoutSidebarRightExpand.mjs";
import type { OperatorEntry, Step } from "../../api/types";
import { togglePreview, toggleWide, usePreview, useStepPreview, type Side } from "../../state/preview";
import { Failure } from "./Failure";
import { Inputs, Outputs } from "./Sides";
import classes from "./preview.module.css";

export function PreviewPane({ step, entry }: { step: Step; entry: OperatorEntry }) {
  const { on, wide, side } = usePreview();
  const sides = entry.ups.length > 0 && (entry.downs.length > 0 ? "both" : "ups");
  const front: Side = sides === "both" ? side : sides === "ups" ? "ups" : "downs";
  return (
    <section className={classes.pane} data-on={on} data-wide={wide} aria-label="Preview" data-testid="preview">
      <header className={classes.bar}>
        <h3>Preview</h3>
        {on && sides === "both" && !wide ? <SideChoice side={side} /> : null}
        {on ? <Pace stepId={step.id} /> : null}
        <PreviewButtons />
      </header>
      {on ? (
        <>
          <Failure stepId={step.id} />
          {wide || front === "ups" ? <Inputs step={step} entry={entry} /> : null}
          {wide || front === "downs" ? <Outputs step={step} entry={entry} /> : null}
        </>
      ) : null}
    </section>
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
