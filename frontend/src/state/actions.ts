/** Every command of the studio, once: menus, shortcuts, the command palette and the list of shortcuts read it here. */
import { MENU_SECTIONS, type Action, type Group, type MenuAbout, type Place, type Section } from "./actions/action";
import { ADD } from "./actions/add";
import { CANVAS_ADD, CANVAS_EDIT, CANVAS_VIEW } from "./actions/canvas";
import { EDIT } from "./actions/edit";
import { FLOW } from "./actions/flow";
import { HELP } from "./actions/help";
import { VIEW } from "./actions/look";
import { PANELS } from "./actions/panels";
import { RUN } from "./actions/run";

export type { Action, Group, MenuAbout, Place } from "./actions/action";
export { isRunning, isUnderWay } from "./actions/run";

/** The actions by group; a new one is a line in the file of its group. */
const SECTIONS: Readonly<Record<Group, Section>> = { Flow: FLOW, Edit: { ...EDIT, ...CANVAS_EDIT }, Add: { ...ADD, ...CANVAS_ADD }, View: { ...VIEW, ...CANVAS_VIEW }, Run: RUN, Panels: PANELS, Help: HELP };

export const ACTIONS = {
  ...FLOW,
  ...EDIT,
  ...CANVAS_EDIT,
  ...ADD,
  ...CANVAS_ADD,
  ...VIEW,
  ...CANVAS_VIEW,
  ...RUN,
  ...PANELS,
  ...HELP,
} as const satisfies Record<string, Action>;

export type ActionName = keyof typeof ACTIONS;

export const ACTION_NAMES = Object.keys(ACTIONS) as readonly ActionName[];

export function actionOf(name: ActionName): Action {
  return ACTIONS[name];
}

export function groupOf(name: ActionName): Group {
  const found = Object.entries(SECTIONS).find(([, section]) => name in section);
  return (found?.[0] ?? "Edit") as Group;
}

/** Return the actions that show in a place, in the order of the groups. */
export function actionsIn(place: Place): ActionName[] {
  return ACTION_NAMES.filter((name) => actionOf(name).places?.includes(place) ?? false);
}

/** Return the actions of a right click's menu, section by section. */
export function menuSections(about: MenuAbout): ActionName[][] {
  const names = actionsIn(about);
  return MENU_SECTIONS.map((section) => names.filter((name) => actionOf(name).section === section)).filter((names) => names.length > 0);
}

/** Return null when an action can be done now, else in words why not. */
export function whyNot(name: ActionName): string | null {
  return actionOf(name).available?.() ?? null;
}

/** Do it if it can be done; returns in words why not, else null. */
export function perform(name: ActionName): string | null {
  const why = whyNot(name);
  if (why === null) void actionOf(name).perform();
  return why;
}
