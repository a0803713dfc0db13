/** Whether the flow is saved, in a word and a dot. */
import { selectUnsaved, useFlow } from "../../state/flowStore";
import classes from "./TopBar.module.css";

export function SavedState() {
  const unsaved = useFlow(selectUnsaved);
  const saving = useFlow((state) => state.saving);
  const revision = useFlow((state) => state.revision);
  const savedAt = useFlow((state) => state.savedAt);
  const [words, tone, title] = wordsFor(saving, unsaved, revision, savedAt);
  if (words === "") return null;
  return (
    <span className={classes.saved} data-tone={tone} title={title} role="status" data-testid="saved-state">
      {tone === "quiet" ? null : <i aria-hidden />}
      <span>{words}</span>
    </span>
  );
}

function wordsFor(saving: string, unsaved: boolean, revision: number | null, savedAt: string | null): [string, string, string] {
  if (saving === "saving") return ["Saving…", "quiet", ""];
  if (saving === "failed" && unsaved) return ["Not saved", "error", "The last attempt to save failed. A draft is kept in this browser."];
  if (unsaved) return [revision === null ? "Draft" : `Edited since revision ${revision}`, "unsaved", "A draft is kept in this browser. Ctrl S saves it on the server."];
  if (revision === null) return ["", "quiet", ""];
  return [`Saved, revision ${revision}`, "quiet", savedAt === null ? "" : new Date(savedAt).toLocaleString()];
}
