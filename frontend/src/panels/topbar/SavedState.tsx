/** Whether the flow is saved, what is kept of it, and what was saved elsewhere: in words and a dot. */
import { useEffect, useState } from "react";
import { ACTIONS } from "../../state/actions";
import { useDraft } from "../../state/drafts";
import { elsewhereText, newerRevision, useElsewhere, type Elsewhere } from "../../state/elsewhere";
import { selectUnsaved, useFlow } from "../../state/flowStore";
import { useKeyText } from "../../state/keys";
import classes from "./TopBar.module.css";

export function SavedState() {
  const unsaved = useFlow(selectUnsaved);
  const saving = useFlow((state) => state.saving);
  const revision = useFlow((state) => state.revision);
  const savedAt = useFlow((state) => state.savedAt);
  const draft = useDraft();
  const newer = useNewer();
  const saveKeys = useKeyText("save");
  const [words, tone, title] = unsaved && saving !== "saving" ? unsavedWords(saving === "failed", revision, draft.failed, saveKeys) : savedWords(saving, revision, savedAt);
  return (
    <>
      {words === "" ? null : (
        <span className={classes.saved} data-tone={tone} title={title} role="status" data-testid="saved-state">
          {tone === "quiet" ? null : <i aria-hidden />}
          <span>{words}</span>
        </span>
      )}
      {unsaved && newer === null && !draft.failed && draft.keptAtMs !== null ? <Kept atMs={draft.keptAtMs} /> : null}
      {newer === null ? null : <Newer newest={newer} unsaved={unsaved} />}
    </>
  );
}

type Words = [words: string, tone: string, title: string];

function savedWords(saving: string, revision: number | null, savedAt: string | null): Words {
  if (saving === "saving") return ["Saving…", "quiet", ""];
  if (revision === null) return ["", "quiet", ""];
  return [`Saved, revision ${revision}`, "quiet", savedAt === null ? "" : new Date(savedAt).toLocaleString()];
}

function unsavedWords(failed: boolean, revision: number | null, full: boolean, saveKeys: string): Words {
  if (full) return ["No draft is kept", "error", "This browser's storage is full or forbidden. Save, or export the flow as a file, before you close the tab."];
  if (failed) return ["Not saved", "error", "The last attempt to save failed. A draft is kept in this browser."];
  const how = `A draft is kept in this browser. ${saveKeys === "" ? "Save" : saveKeys} keeps it on the server.`;
  return [revision === null ? "Not saved yet" : `Unsaved since revision ${revision}`, "unsaved", how];
}

/** When the draft was kept; not said aloud, since it goes on changing. */
function Kept({ atMs }: { atMs: number }) {
  const [nowMs, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [atMs]);
  return (
    <span className={classes.kept} data-testid="draft-kept">
      Draft kept {agoText(nowMs - atMs)}
    </span>
  );
}

function agoText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 2) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  return seconds < 3_600 ? `${Math.floor(seconds / 60)} min ago` : `${Math.floor(seconds / 3_600)} h ago`;
}

function useNewer(): Elsewhere | null {
  const elsewhere = useElsewhere((state) => state.newest);
  return useFlow((state) => newerRevision(elsewhere, state));
}

function Newer({ newest, unsaved }: { newest: Elsewhere; unsaved: boolean }) {
  return (
    <button type="button" className={classes.newer} title={elsewhereText(newest)} onClick={() => void ACTIONS.newer.perform()} data-testid="newer-revision">
      {unsaved ? "Compare" : "Show"} revision {newest.revision}
    </button>
  );
}
