/** Actions that help to find one's way. */
import { openDialog } from "../view";
import type { Section } from "./action";

export const HELP = {
  palette: { title: "Command palette", keys: ["Mod+K", "Mod+Shift+P"], inFields: true, places: ["menu"], perform: () => openDialog({ kind: "palette" }) },
  shortcuts: { title: "Keyboard shortcuts", keys: ["?"], places: ["menu"], perform: () => openDialog({ kind: "shortcuts" }) },
} as const satisfies Section;
