/** Whichever dialog is open. */
import { lazy, Suspense, useEffect } from "react";
import { useView, type Dialog } from "../../state/view";
import { SaveNamedDialog } from "../history/SaveNamedDialog";
import { CommandPalette } from "../palette/CommandPalette";
import { ConnectDialog } from "./ConnectDialog";
import { ExamplesDialog } from "./ExamplesDialog";
import { JoinGroupDialog } from "./JoinGroupDialog";
import { OpenDialog } from "./OpenDialog";
import { QuickAdd } from "./QuickAdd";
import { SettingsDialog } from "./SettingsDialog";

// What is seldom looked at is loaded when it is.
const HistoryDialog = lazy(() => import("../history/HistoryDialog").then((room) => ({ default: room.HistoryDialog })));
const RunChangesDialog = lazy(() => import("../history/RunChangesDialog").then((room) => ({ default: room.RunChangesDialog })));
const ConflictDialog = lazy(() => import("./ConflictDialog").then((room) => ({ default: room.ConflictDialog })));
const ShortcutsDialog = lazy(() => import("./ShortcutsDialog").then((room) => ({ default: room.ShortcutsDialog })));

export function Dialogs() {
  const dialog = useView((view) => view.dialog);
  useFocusBack(dialog !== null);
  return <Suspense>{dialog ? <Shown dialog={dialog} /> : null}</Suspense>;
}

/** When a dialog closes the focus is again where it was, unless it has gone elsewhere. */
function useFocusBack(opened: boolean): void {
  useEffect(() => {
    if (!opened) return undefined;
    const before = document.activeElement;
    return () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement) before.focus({ preventScroll: true });
      });
    };
  }, [opened]);
}

function Shown({ dialog }: { dialog: Dialog }) {
  switch (dialog.kind) {
    case "open":
      return <OpenDialog />;
    case "examples":
      return <ExamplesDialog />;
    case "shortcuts":
      return <ShortcutsDialog />;
    case "palette":
      return <CommandPalette />;
    case "settings":
      return <SettingsDialog />;
    case "quick-add":
      return <QuickAdd at={dialog.at} from={dialog.from} to={dialog.to ?? null} instead={dialog.instead} />;
    case "connect":
      return <ConnectDialog stepId={dialog.stepId} />;
    case "join-group":
      return <JoinGroupDialog />;
    case "conflict":
      return <ConflictDialog theirs={dialog.theirs} />;
    case "save-named":
      return <SaveNamedDialog />;
    case "history":
      return <HistoryDialog revision={dialog.revision} />;
    case "run-changes":
      return <RunChangesDialog />;
    default:
      return dialog satisfies never;
  }
}
