/** What was chosen in the command palette last, kept in this browser. */
const KEY = "tidegate.recent";
const MOST = 8;

/** Return the keys of what was chosen, the last first. */
export function recentKeys(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((key) => typeof key === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function noteRecent(key: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([key, ...recentKeys().filter((other) => other !== key)].slice(0, MOST)));
  } catch {
    // Not remembered, then.
  }
}
