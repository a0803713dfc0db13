/** The place where things are said aloud, and shown for a moment at the foot of the canvas. */
import { useEffect } from "react";
import { hush, useAnnouncement } from "../state/announcing";
import classes from "./Announcer.module.css";

const SHOWN_MS = 5_000;

export function Announcer() {
  const { text, shown, count } = useAnnouncement();
  useEffect(() => {
    if (!shown) return undefined;
    const timer = setTimeout(hush, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown, count]);
  return (
    <div className={classes.announcer} data-shown={shown && text !== ""}>
      {/* Two places in turn: the same words in the same place would not be said again. */}
      <span role="status" aria-live="polite" data-testid="announcement">
        {count % 2 === 0 ? text : ""}
      </span>
      <span role="status" aria-live="polite" data-testid="announcement">
        {count % 2 === 1 ? text : ""}
      </span>
    </div>
  );
}
