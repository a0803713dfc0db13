/** The panel of one step: its names, its configuration, what goes in and out, and help. */
import { ActionIcon, Tooltip } from "@mantine/core";
import IconTrash from "@tabler/icons-react/dist/esm/icons/IconTrash.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { useEffect, useRef } from "react";
import type { Step } from "../api/types";
import { OperatorIcon } from "../OperatorIcon";
import { ACTIONS } from "../state/actions";
import { useCatalogue } from "../state/catalogue";
import { select, useFlow } from "../state/flowStore";
import { usePreview } from "../state/preview";
import { endReveal, useView } from "../state/view";
import { ConfigForm } from "./config/ConfigForm";
import { leaveByEscape } from "./leaving";
import { Markdown } from "./Markdown";
import { PreviewPane } from "./preview/PreviewPane";
import { PortTypes } from "./PortTypes";
import { StepExamples } from "./StepExamples";
import { StepNames } from "./StepNames";
import { useLow } from "./useLow";
import classes from "./SidePanel.module.css";

/** A panel that is lower, in pixels, has no room for settings and a preview below each other. */
const ROOM_FOR_BOTH = 460;

export function StepPanel({ step }: { step: Step }) {
  const entry = useCatalogue((state) => state.operators.get(step.operator));
  const check = useFlow((state) => state.check?.steps[step.id]);
  const wide = usePreview((state) => state.on && state.wide) && entry !== undefined;
  const [panel, body] = [useRef<HTMLElement>(null), useRef<HTMLDivElement>(null)];
  const low = useLow(panel, ROOM_FOR_BOTH) && !wide;
  useRevealedField(step.id, body);
  return (
    // The key is for whatever in the panel has the focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside ref={panel} className={classes.panel} data-wide={wide} data-low={low} aria-label={`Step ${step.id}`} data-testid="step-panel" onKeyDown={leaveByEscape}>
      <header className={classes.head}>
        <OperatorIcon entry={entry} />
        <h2>{entry?.title ?? step.operator}</h2>
        <Tooltip label="Delete this step">
          <ActionIcon aria-label="Delete this step" onClick={ACTIONS.remove.perform}>
            <IconTrash size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <ActionIcon aria-label="Close the panel" onClick={() => select({})}>
          <IconX size={16} stroke={1.6} />
        </ActionIcon>
      </header>
      <div className={classes.body} ref={body}>
        <p className={classes.summary}>{entry?.summary ?? `This studio has no operator '${step.operator}'. Remove the step, or use a Tidegate that has it.`}</p>
        <StepNames step={step} placeholder={entry?.title ?? ""} />
        {entry ? <ConfigForm step={step} entry={entry} /> : null}
        {entry && check ? <PortTypes entry={entry} check={check} /> : null}
        {entry && entry.help !== "" ? (
          <section className={classes.section}>
            <h3>About {entry.title}</h3>
            <Markdown text={entry.help} />
          </section>
        ) : null}
        {entry ? <StepExamples entry={entry} /> : null}
      </div>
      {entry ? <PreviewPane step={step} entry={entry} low={low} /> : null}
    </aside>
  );
}

/** Put the focus on the field that was asked for, or on the nearest one above it that is drawn; once, and not against the person. */
function useRevealedField(stepId: string, body: React.RefObject<HTMLDivElement | null>): void {
  const reveal = useView((view) => view.reveal);
  useEffect(() => {
    if (reveal?.stepId !== stepId || reveal.field === null) return;
    const field = reveal.field;
    // The expression editor is loaded when it is first drawn, so the field may come a moment later.
    const tries = [0, 120, 400].map((delay) => setTimeout(() => focusField(body.current, field), delay));
    const last = setTimeout(endReveal, 410);
    const gone = new AbortController();
    for (const act of ["pointerdown", "keydown"]) addEventListener(act, endReveal, { capture: true, signal: gone.signal });
    return () => {
      [...tries, last].forEach(clearTimeout);
      gone.abort();
    };
  }, [reveal, stepId, body]);
}

function focusField(body: HTMLElement | null, field: string): void {
  const parts = field.split(".");
  for (let count = parts.length; count > 0; count -= 1) {
    const name = parts.slice(0, count).join(".");
    const found = body?.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`);
    if (!found) continue;
    if (found.contains(document.activeElement)) return;
    found.scrollIntoView({ block: "nearest" });
    found.querySelector<HTMLElement>("input, select, textarea, [contenteditable=true], button")?.focus();
    return;
  }
}
