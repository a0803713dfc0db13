/** The revisions of a flow as a list: walk it with the arrows; each can be called by a name. */
import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import IconPencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import { useState, type KeyboardEvent } from "react";
import { api } from "../../api/client";
import type { Revision } from "../../api/types";
import { useFlow } from "../../state/flowStore";
import { notifyFailure } from "../../state/notices";
import { ago } from "../dialogs/ago";
import classes from "./history.module.css";

interface Props {
  revisions: readonly Revision[];
  chosen: number | null;
  onChoose: (revision: number) => void;
  onLabel: (changed: Revision) => void;
}

export function RevisionList({ revisions, chosen, onChoose, onLabel }: Props) {
  const walk = (event: KeyboardEvent<HTMLOListElement>): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = revisions.findIndex(({ revision }) => revision === chosen);
    const next = step === undefined ? undefined : revisions[at + step];
    if (!next || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    onChoose(next.revision);
    event.currentTarget.querySelector<HTMLElement>(`[data-revision="${next.revision}"]`)?.focus();
  };
  return (
    // The arrows walk from button to button; each is reached by Tab as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ol className={classes.list} aria-label="Revisions" onKeyDown={walk}>
      {revisions.map((revision) => (
        <Row key={revision.revision} revision={revision} chosen={revision.revision === chosen} onChoose={onChoose} onLabel={onLabel} />
      ))}
    </ol>
  );
}

function Row({ revision, chosen, onChoose, onLabel }: { revision: Revision; chosen: boolean } & Pick<Props, "onChoose" | "onLabel">) {
  const [naming, setNaming] = useState(false);
  const open = useFlow((state) => state.revision === revision.revision);
  const number = revision.revision;
  return (
    <li className={classes.row} data-chosen={chosen} data-testid="revision">
      <button type="button" className={classes.choose} data-revision={number} data-autofocus={chosen || undefined} aria-pressed={chosen} onClick={() => onChoose(number)}>
        <span className={`${classes.number} figures`}>{number}</span>
        <span className={classes.words}>
          {naming ? null : <b data-named={revision.label !== null}>{revision.label ?? `Revision ${number}`}</b>}
          <small title={new Date(revision.saved_at).toLocaleString()}>
            {ago(Date.parse(revision.saved_at))} · {revision.steps} {revision.steps === 1 ? "step" : "steps"}
            {open ? " · open here" : ""}
          </small>
        </span>
      </button>
      {naming ? <Name revision={revision} onLabel={onLabel} onDone={() => setNaming(false)} /> : null}
      <Tooltip label="Name it">
        <ActionIcon aria-label={`Name revision ${number}`} onClick={() => setNaming(true)}>
          <IconPencil size={14} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}

function Name({ revision, onLabel, onDone }: { revision: Revision; onLabel: Props["onLabel"]; onDone: () => void }) {
  const [text, setText] = useState(revision.label ?? "");
  const flowId = useFlow((state) => state.flowId);
  const finish = (): void => {
    onDone();
    if (flowId === null || text.trim() === (revision.label ?? "")) return;
    api.labelRevision(flowId, revision.revision, text).then(onLabel, (error: unknown) => notifyFailure("The revision could not be named", error));
  };
  return (
    <TextInput
      className={classes.name ?? ""}
      size="xs"
      aria-label={`Name of revision ${revision.revision}`}
      value={text}
      maxLength={200}
      // The field replaces what was just pressed.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === "Enter") finish();
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDone();
      }}
    />
  );
}
