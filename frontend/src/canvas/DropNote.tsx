/** A note beside the pointer that says in words why a stream was not made. */
import { useEffect } from "react";
import { silence, useCanvas } from "./canvasStore";
import classes from "./DropNote.module.css";

const SHOWN_MS = 6_000;

export function DropNote() {
  const note = useCanvas((state) => state.note);
  useEffect(() => {
    if (!note) return;
    const timer = setTimeout(silence, SHOWN_MS);
    const hush = (event: Event) => event instanceof KeyboardEvent && event.key !== "Escape" ? undefined : silence();
    addEventListener("pointerdown", hush);
    addEventListener("keydown", hush);
    return () => {
      clearTimeout(timer);
      removeEventListener("pointerdown", hush);
      removeEventListener("keydown", hush);
    };
  }, [note]);
  const place = note ? { left: Math.min(note.x + 12, innerWidth - 340), top: Math.min(note.y + 12, innerHeight - 110) } : undefined;
  return (
    <div role="status" className={classes.note} style={place} hidden={!note} data-testid="drop-note">
      {note?.text}
    </div>
  );
}
