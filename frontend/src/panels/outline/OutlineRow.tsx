/** One row of the outline: a step with its problems and counts, or a stream. */
import IconChevron from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import { useState } from "react";
import type { StepGroup } from "../../api/types";
import { takenIds, whyNotAnId } from "../../flow/document";
import { OperatorIcon } from "../../OperatorIcon";
import { announce } from "../../state/announcing";
import { edit, flowNow, useFlow } from "../../state/flowStore";
import { useStepProblems } from "../../state/problems";
import { openRowMenu } from "./rowMenu";
import { streamText, type Row } from "./rows";
import classes from "./outline.module.css";

interface StepProps {
  row: Extract<Row, { kind: "step" }>;
  active: boolean;
  naming: boolean;
  onNamed: () => void;
  onOpen: (stepId: string, open: boolean) => void;
  onGo: (row: Row) => void;
}

export function StepRow({ row, active, naming, onNamed, onOpen, onGo }: StepProps) {
  const { step, entry, group, open } = row;
  const selected = useFlow((state) => state.selection.steps.includes(step.id));
  const problems = useStepProblems(step.id);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const title = step.title ?? entry?.title ?? step.operator;
  return (
    // Keys are heard by the tree, which walks its rows.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="treeitem"
      aria-level={1}
      aria-expanded={open}
      aria-selected={selected}
      aria-label={`${step.id}, ${title}${group ? `, in group ${group.title || "without a title"}` : ""}${problems.length > 0 ? `, ${problems.length} ${problems.length === 1 ? "problem" : "problems"}` : ""}`}
      tabIndex={active ? 0 : -1}
      className={classes.row}
      data-key={row.key}
      data-testid={`outline-${step.id}`}
      onClick={() => onGo(row)}
      onContextMenu={(event) => openRowMenu(event, row)}
    >
      {/* The tree's own arrows do the same from the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <span
        className={classes.chevron}
        data-open={open}
        onClick={(event) => {
          event.stopPropagation();
          onOpen(step.id, !open);
        }}
      >
        <IconChevron size={14} aria-hidden />
      </span>
      <OperatorIcon entry={entry} />
      {naming ? <NameInput id={step.id} onDone={onNamed} /> : <Names title={title} id={step.id} />}
      {group ? <GroupTag group={group} /> : null}
      {problems.length > 0 ? (
        <span className={classes.badge} data-tone={errors > 0 ? "error" : "warning"} title={problems[0]?.message}>
          {errors > 0 ? "!" : "▲"} {problems.length}
        </span>
      ) : null}
      <span className={`${classes.count} figures`} data-count-of={step.id} data-port={entry?.downs[0]?.name ?? ""} />
    </div>
  );
}

function GroupTag({ group }: { group: StepGroup }) {
  const title = group.title || "Untitled group";
  return (
    <small className={classes.group} title={`In group ${title}`} data-testid="outline-group">
      {title}
    </small>
  );
}

function Names({ title, id }: { title: string; id: string }) {
  return (
    <span className={classes.names} title={`${title} (${id})`}>
      {id}
      {title.toLowerCase().replaceAll(" ", "_") === id ? null : <small>{title}</small>}
    </span>
  );
}

function NameInput({ id, onDone }: { id: string; onDone: () => void }) {
  const [text, setText] = useState(id);
  const why = text === id ? null : whyNotAnId(text, takenIds(flowNow()));
  const finish = (): void => {
    onDone();
    if (text === id) return;
    if (why === null) edit({ type: "rename_step", id, to: text });
    else announce(why);
  };
  return (
    <input
      className={classes.input}
      aria-label={`Id of ${id}`}
      aria-invalid={why !== null}
      title={why ?? undefined}
      value={text}
      // The field replaces the name that F2 was pressed on.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      spellCheck={false}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === "Escape") setText(id);
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.stopPropagation();
        event.preventDefault();
        // The row takes the focus again, and with that the field is left.
        event.currentTarget.closest<HTMLElement>("[role=treeitem]")?.focus();
        if (event.key === "Escape") onDone();
      }}
    />
  );
}

export function StreamRow({ row, active, onGo }: { row: Extract<Row, { kind: "stream" }>; active: boolean; onGo: (row: Row) => void }) {
  const selected = useFlow((state) => row.stream !== null && state.selection.streams.some(({ from, to }) => from === row.stream?.from && to === row.stream.to));
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="treeitem"
      aria-level={2}
      aria-selected={selected}
      tabIndex={active ? 0 : -1}
      className={classes.stream}
      data-key={row.key}
      data-role={row.port.role}
      data-loose={row.stream === null}
      title={row.port.help}
      onClick={() => onGo(row)}
      onContextMenu={(event) => openRowMenu(event, row)}
    >
      {streamText(row)}
    </div>
  );
}
