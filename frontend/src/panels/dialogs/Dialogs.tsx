/** Whichever dialog is open. */
import { useView, type Dialog } from "../../state/view";
import { ConflictDialog } from "./ConflictDialog";
import { ConnectDialog } from "./ConnectDialog";
import { ExamplesDialog } from "./ExamplesDialog";
import { OpenDialog } from "./OpenDialog";
import { QuickAdd } from "./QuickAdd";
import { SettingsDialog } from "./SettingsDialog";
import { ShortcutsDialog } from "./ShortcutsDialog";

export function Dialogs() {
  const dialog = useView((view) => view.dialog);
  return dialog ? <Shown dialog={dialog} /> : null;
}

function Shown({ dialog }: { dialog: Dialog }) {
  switch (dialog.kind) {
    case "open":
      return <OpenDialog />;
    case "examples":
      return <ExamplesDialog />;
    case "shortcuts":
      return <ShortcutsDialog />;
    case "settings":
      return <SettingsDialog />;
    case "quick-add":
      return <QuickAdd at={dialog.at} from={dialog.from} />;
    case "connect":
      return <ConnectDialog stepId={dialog.stepId} />;
    case "conflict":
      return <ConflictDialog theirs={dialog.theirs} />;
    default:
      return dialog satisfies never;
  }
}
