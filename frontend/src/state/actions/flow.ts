/** Actions on the flow as a whole: opening, saving, files, settings. */
import { exportFlow, importFile } from "../files";
import { startBlank } from "../opening";
import { revert, save, takeNewer } from "../saving";
import { openDialog } from "../view";
import type { Section } from "./action";
import { needsEdits, needsNewer, needsSaved, needsSteps } from "./conditions";

export const FLOW = {
  newFlow: { title: "New flow", keys: [], places: ["menu"], perform: () => startBlank() },
  open: { title: "Open…", keys: ["Mod+O"], inFields: true, places: ["menu"], perform: () => openDialog({ kind: "open" }) },
  examples: { title: "Examples…", keys: [], places: ["menu"], perform: () => openDialog({ kind: "examples" }) },
  save: { title: "Save", keys: ["Mod+S"], inFields: true, available: needsEdits, places: ["menu"], perform: () => save() },
  saveNamed: { title: "Save as named revision…", keys: ["Mod+Shift+S"], inFields: true, available: needsSteps, places: ["menu"], perform: () => openDialog({ kind: "save-named" }) },
  history: { title: "History…", keys: ["Mod+H"], inFields: true, available: needsSaved, places: ["menu"], perform: () => openDialog({ kind: "history", revision: null }) },
  newer: { title: "Look at what was saved elsewhere", keys: [], available: needsNewer, perform: takeNewer },
  revert: { title: "Revert to last saved", keys: [], available: () => needsSaved() ?? needsEdits(), places: ["menu"], perform: revert },
  import: { title: "Import a file…", keys: [], places: ["menu"], perform: importFile },
  export: { title: "Export as file", keys: [], available: needsSteps, places: ["menu"], perform: exportFlow },
  settings: { title: "Flow settings…", keys: [], places: ["menu"], perform: () => openDialog({ kind: "settings" }) },
} as const satisfies Section;
