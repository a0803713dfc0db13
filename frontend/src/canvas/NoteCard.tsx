/** A note on the canvas: a text beside the steps, which is written where it stands. */
import { NodeResizer, type NodeProps } from "@xyflow/react";
import { memo, useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Note } from "../api/types";
import { MAX_NOTE_LENGTH } from "../flow/document";
import { snap } from "../flow/geometry";
import { endEditing, useCanvasView } from "../state/canvasView";
import { edit } from "../state/flowStore";
import { focusNode } from "./focusNode";
import { noteNodeId, type NoteNode } from "./markPictures";
import { MarkTools } from "./MarkTools";
import { NoteText } from "./NoteText";
import classes from "./NoteCard.module.css";
import tints from "./tints.module.css";

export const NoteCard = memo(function NoteCard({ data: { note }, selected }: NodeProps<NoteNode>) {
  const editing = useCanvasView(({ editing: now }) => now?.kind === "note" && now.id === note.id);
  return (
    <>
      <NodeResizer isVisible={selected && !editing} minWidth={80} minHeight={40} maxWidth={4_000} maxHeight={4_000} lineClassName={classes.side ?? ""} handleClassName={classes.corner ?? ""} onResizeEnd={(_event, box) => resized(note.id, box)} />
      <MarkTools shown={selected && !editing} label="Note" tint={note.color} />
      <div className={`${classes.note} ${tints.tinted}`} data-tint={note.color} data-selected={selected} data-testid={`note-${note.id}`}>
        {editing ? <Writing note={note} /> : <Reading note={note} selected={selected} />}
      </div>
    </>
  );
});

function resized(id: string, { x, y, width, height }: { x: number; y: number; width: number; height: number }): void {
  edit({ type: "change_note", id, change: { ...snap({ x, y }), width: Math.round(width), height: Math.round(height) } });
}

function Reading({ note, selected }: { note: Note; selected: boolean }) {
  return (
    // The wheel turns a long note once it is selected; before, it moves the canvas. What scrolls is reached by Tab as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={`${classes.text} ${selected ? "nowheel" : ""}`} data-selected={selected} tabIndex={selected ? 0 : undefined}>
      {note.text.trim() === "" ? <p className={classes.empty}>Double-click to write</p> : <NoteText text={note.text} />}
    </div>
  );
}

function Writing({ note }: { note: Note }) {
  const [text, setText] = useState(note.text);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // A note just made is drawn hidden once, before its size is known, and what is hidden takes no focus.
    const frame = requestAnimationFrame(() => {
      field.current?.focus({ preventScroll: true });
      field.current?.setSelectionRange(0, field.current.value.length);
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  const close = (keep: boolean): void => {
    if (keep) edit({ type: "change_note", id: note.id, change: { text } });
    endEditing();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" && (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing)) return;
    event.preventDefault();
    event.stopPropagation();
    close(event.key === "Enter");
    focusNode(noteNodeId(note.id));
  };
  return (
    <>
      <textarea
        ref={field}
        className={`${classes.field} nodrag nowheel nopan nokey`}
        aria-label="Text of the note"
        value={text}
        maxLength={MAX_NOTE_LENGTH}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKey}
        onBlur={() => close(true)}
      />
      <small className={classes.hint}>Enter keeps it, Shift Enter begins a line, Esc takes it back</small>
    </>
  );
}
