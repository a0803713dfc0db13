/** Actions on the flow as a whole: opening, saving, files, settings. */
import { exportFlow, importFile } from "../files";
import { startBlank } from "../opening";
import { revert, save } from "../saving";
import { openDialog } from "../view";
import type { Section } from "./action";
import { needsEdits, needsSaved, needsSteps } from "./conditions";

export const FLOW = {
  newFlow: { title: "New flow", keys: [], places: ["menu"], perform: () => startBlank() },
  open: { title: "Open…", keys: ["Mod+O"], inFields: true, places: ["menu"], perform: () => openDialog({ kind: "open" }) },
  examples: { title: "Examples…", keys: [], places: ["menu"], perform: () => openDialog({ kind: "examples" }) },
  save: { title: "Save", keys: ["Mod+S"], inFields: true, available: needsEdits, places: ["menu"], perform: () => save() },
  revert: { title: "Revert to last saved", keys: [], available: () => needsSaved() ?? needsEdits(), places: ["menu"], perform: revert },
  import: { title: "Import a file…", keys: [], places: ["menu", "canvas"], perform: importFile },
  export: { title: "Export as file", keys: [], available: needsSteps, places: ["menu"], perform: exportFlow },
  settings: { title: "Flow settings…", keys: [], places: ["menu"], perform: () => openDialog({ kind: "settings" }) },
} as const satisfies Section;
