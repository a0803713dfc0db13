/** The frame around a group: its title selects it, moves it, and is written where it stands. */
import type { NodeProps } from "@xyflow/react";
import { memo, useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import type { StepGroup } from "../api/types";
import { MAX_NAME_LENGTH } from "../flow/document";
import { beginEditing, endEditing, useCanvasView } from "../state/canvasView";
import { edit, select, undo, useFlow } from "../state/flowStore";
import { actionWith } from "../state/keys";
import { meanings } from "../state/keyText";
import { useCanvas } from "./canvasStore";
import { focusNode } from "./focusNode";
import { groupNodeId, HANDLE, type GroupNode } from "./markPictures";
import { MarkTools } from "./MarkTools";
import classes from "./GroupFrame.module.css";
import tints from "./tints.module.css";

export const GroupFrame = memo(function GroupFrame({ data: { group }, selected }: NodeProps<GroupNode>) {
  const editing = useCanvasView(({ editing: now }) => now?.kind === "group" && now.id === group.id);
  const receiving = useCanvas(({ joining }) => Object.values(joining).includes(group.id));
  return (
    <>
      <MarkTools shown={selected && !editing} label="Group" tint={group.color} />
      <div className={`${classes.frame} ${tints.tinted}`} data-tint={group.color} data-selected={selected} data-receiving={receiving} data-testid={`group-${group.id}`}>
        {editing ? <Writing group={group} /> : <Title group={group} />}
      </div>
    </>
  );
});

function Title({ group }: { group: StepGroup }) {
  return (
    // The frame around it has the focus and the keys; this is the part of it that the pointer takes hold of.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div className={`${classes.title} ${HANDLE}`} title={group.title} onClick={(event) => pick(group.id, event)} onDoubleClick={() => beginEditing({ kind: "group", id: group.id })}>
      <span className={classes.words} data-empty={group.title === ""}>
        {group.title || "Untitled group"}
      </span>
      <small className="figures">{group.steps.length}</small>
    </div>
  );
}

function pick(id: string, event: MouseEvent): void {
  const { selection } = useFlow.getState();
  if (!event.shiftKey && !event.ctrlKey && !event.metaKey) return select({ groups: [id] });
  const others = selection.groups.filter((one) => one !== id);
  select({ ...selection, groups: others.length < selection.groups.length ? others : [...others, id] });
}

function takesBack({ nativeEvent }: KeyboardEvent): boolean {
  return meanings(nativeEvent).some((keys) => actionWith(keys) === "undo");
}

function Writing({ group }: { group: StepGroup }) {
  const [title, setTitle] = useState(group.title);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.select();
    // Whoever asked for it may put the focus elsewhere as it closes; what has been typed by then is not selected again.
    const frame = requestAnimationFrame(() => document.activeElement !== field.current && field.current?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  const close = (keep: boolean): void => {
    if (keep) edit({ type: "change_group", id: group.id, change: { title: title.trim() } });
    endEditing();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (takesBack(event) && title === group.title) {
      // Nothing was typed that could be taken back here: the grouping itself is what is meant.
      event.preventDefault();
      event.stopPropagation();
      close(false);
      return undo();
    }
    if ((event.key !== "Enter" && event.key !== "Escape") || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    close(event.key === "Enter");
    focusNode(groupNodeId(group.id));
  };
  return (
    <input
      ref={field}
      className={`${classes.field} nodrag nopan nokey`}
      aria-label="Title of the group"
      placeholder="Title of the group"
      value={title}
      maxLength={MAX_NAME_LENGTH}
      onChange={(event) => setTitle(event.currentTarget.value)}
      onKeyDown={onKey}
      onBlur={() => close(true)}
    />
  );
}
