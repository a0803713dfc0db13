/** Which keys each action has: its own, or those a person gave it, which are kept in this browser. */
import { create } from "zustand";
import { ACTION_NAMES, actionOf, type ActionName } from "./actions";
import { keyNames } from "./keyText";

const KEY = "tidegate.keys";
/** What a browser does not hand over, and what walking through the page needs. */
const KEPT_BY_BROWSER = new Set(["Mod+W", "Mod+T", "Mod+N", "Mod+Shift+W", "Mod+Shift+T", "Mod+Shift+N", "Mod+Tab", "F5", "Mod+R", "Mod+L"]);
const NEEDED = new Set(["Tab", "Shift+Tab", "Enter", "Space", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);

type Given = Partial<Record<ActionName, readonly string[]>>;

export const useGivenKeys = create<{ given: Given }>(() => ({ given: remembered() }));

/** Return the keys of an action, the first being the one that is shown beside it. */
export function keysOf(name: ActionName, { given } = useGivenKeys.getState()): readonly string[] {
  return given[name] ?? actionOf(name).keys;
}

/** Return the first keys of an action as a person reads them, `Ctrl S`; empty when it has none. */
export function keyText(name: ActionName): string {
  return wordsOf(keysOf(name)[0]);
}

function wordsOf(keys: string | undefined): string {
  return keys === undefined ? "" : keyNames(keys).join(" ");
}

/** Return the keys of an action for drawing, and draw again when they change. */
export function useKeyText(name: ActionName): string {
  return useGivenKeys((state) => wordsOf(keysOf(name, state)[0]));
}

/** Return the action that has these keys, or null. */
export function actionWith(keys: string): ActionName | null {
  return ACTION_NAMES.find((name) => keysOf(name).includes(keys)) ?? null;
}

/** Say in words why an action cannot have these keys, or null when it can. */
export function whyNotKeys(name: ActionName, keys: string): string | null {
  const words = keyNames(keys).join(" ");
  if (KEPT_BY_BROWSER.has(keys)) return `The browser keeps ${words} for itself.`;
  if (NEEDED.has(keys)) return `${words} is needed to move about the page.`;
  const other = actionWith(keys);
  if (other === name) return `'${actionOf(name).title}' has ${words} already.`;
  return other === null ? null : `${words} is '${actionOf(other).title}'. Give that other keys first.`;
}

/** Give an action these keys instead of those it has; returns in words why not, else null. */
export function giveKeys(name: ActionName, keys: string): string | null {
  const why = whyNotKeys(name, keys);
  if (why === null) keep({ ...useGivenKeys.getState().given, [name]: [keys] });
  return why;
}

/** Leave an action without keys. */
export function takeKeys(name: ActionName): void {
  keep({ ...useGivenKeys.getState().given, [name]: [] });
}

/** Give an action its own keys again; returns in words why not, else null. */
export function resetKeys(name: ActionName): string | null {
  const taken = actionOf(name).keys.find((keys) => ![null, name].includes(actionWith(keys)));
  if (taken !== undefined) return whyNotKeys(name, taken);
  const { [name]: _gone, ...given } = useGivenKeys.getState().given;
  keep(given);
  return null;
}

/** Give every action its own keys again. */
export function resetAllKeys(): void {
  keep({});
}

function keep(given: Given): void {
  useGivenKeys.setState({ given });
  try {
    localStorage.setItem(KEY, JSON.stringify(given));
  } catch {
    // Not remembered, then: they hold until the tab is closed.
  }
}

function remembered(): Given {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (typeof kept !== "object" || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter(([name, keys]) => isGiven(name, keys))) as Given;
  } catch {
    return {};
  }
}

/** An older studio may have had actions that are gone, and a person may have edited what is kept. */
function isGiven(name: string, keys: unknown): boolean {
  return (ACTION_NAMES as readonly string[]).includes(name) && Array.isArray(keys) && keys.every((one) => typeof one === "string");
}
