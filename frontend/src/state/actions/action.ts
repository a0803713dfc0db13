/** What an action is: one object that menus, shortcuts, the command palette and the list of shortcuts read. */

export const GROUPS = ["Flow", "Edit", "Add", "View", "Run", "Panels", "Help"] as const;
export type Group = (typeof GROUPS)[number];

/** What the menu of a right click can be about. */
export const MENUS = ["canvas", "step", "stream", "note", "group", "several"] as const;
export type MenuAbout = (typeof MENUS)[number];

/** Where an action shows besides the command palette and the list of shortcuts, which have all of them. */
export type Place = "menu" | MenuAbout;

/** The sections of a right click's menu, in their order; what cannot be meant by a slip comes last. */
export const MENU_SECTIONS = ["begin", "write", "colour", "copy", "group", "history", "look", "remove"] as const;
export type MenuSection = (typeof MENU_SECTIONS)[number];

export interface Action {
  title: string;
  /** Shortcuts as they come, such as `Mod+Shift+Z`; Mod is Ctrl, or Command on a Mac. A person may give others. */
  keys: readonly string[];
  /** Whether the keys work while a text field has the focus. */
  inFields?: boolean;
  /** Return null when it can be done now, else in words why not. */
  available?: () => string | null;
  /** For a switch: whether it is on. */
  on?: () => boolean;
  /** Return what it would be about right now, such as what Undo takes back. */
  detail?: () => string | null;
  places?: readonly Place[];
  /** Its section in the menu of a right click. */
  section?: MenuSection;
  perform: () => void | Promise<void>;
}

/** The actions of one group, in the order in which they are listed. */
export type Section = Readonly<Record<string, Action>>;
