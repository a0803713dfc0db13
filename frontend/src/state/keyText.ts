/** Keys as text, such as `Mod+Shift+Z`: what an event on the keyboard means, and how a person reads it. */

const IS_MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/**
 * Return what an event can mean. A digit's key means both the digit and what is typed with it: "/" is typed with Shift
 * and 7 on some keyboards, so for signs Shift does not count. Nothing while only a modifier is down.
 */
export function meanings(event: Pressed, mac = IS_MAC): string[] {
  const { key, code } = event;
  if (["Control", "Shift", "Alt", "Meta", "AltGraph", "Dead", "Process", "Unidentified", "CapsLock"].includes(key)) return [];
  if (mac ? event.ctrlKey : event.metaKey) return [];
  const mod = mac ? event.metaKey : event.ctrlKey;
  const sign = key.length === 1 && !/[\p{L}\p{N} ]/u.test(key);
  // With Alt some systems type another sign; the key's place tells which letter it is.
  const letter = event.altKey && /^Key[A-Z]$/.test(code) ? code.slice(3) : key;
  const found = [written(mod, event.altKey, event.shiftKey && !sign, named(letter))];
  if (/^Digit\d$/.test(code)) found.push(written(mod, event.altKey, event.shiftKey, code.slice(5)));
  return [...new Set(found)];
}

function named(key: string): string {
  if (key === " ") return "Space";
  return key.length === 1 ? key.toUpperCase() : key;
}

function written(mod: boolean, alt: boolean, shift: boolean, key: string): string {
  return [...(mod ? ["Mod"] : []), ...(alt ? ["Alt"] : []), ...(shift ? ["Shift"] : []), key].join("+");
}

const NAMES: Readonly<Record<string, string>> = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", Delete: "Del" };

/** Return keys as a person reads them: `Ctrl`, `Z`. */
export function keyNames(keys: string): string[] {
  const parts = keys.endsWith("++") ? [...keys.slice(0, -2).split("+"), "+"] : keys === "+" ? ["+"] : keys.split("+");
  return parts.map((part) => (part === "Mod" ? (IS_MAC ? "⌘" : "Ctrl") : part === "Alt" && IS_MAC ? "⌥" : (NAMES[part] ?? part)));
}
