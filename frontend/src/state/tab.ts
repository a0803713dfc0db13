/** This tab among the others of the same browser: what it is called, which others are open, and what they tell each other. */

const KEY = "tidegate.tab";
const CHANNEL = "tidegate.flows";
const LOCK = "tidegate.tab.";

/** What one tab tells the others. */
export interface Told {
  type: "saved";
  flowId: string;
  revision: number;
}

/**
 * The name is kept by the browser while the tab is reloaded, and only then: a tab that is duplicated takes along what is
 * kept, and two tabs of one name would write over each other's drafts.
 */
export const TAB = takeName();

function takeName(): string {
  const fresh = Math.random().toString(36).slice(2, 10);
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    const name = kept ?? fresh;
    addEventListener("pagehide", () => sessionStorage.setItem(KEY, name));
    addEventListener("pageshow", () => sessionStorage.removeItem(KEY));
    // Held while the tab is open, however it ends: that is how others know.
    void navigator.locks?.request(LOCK + name, () => new Promise(() => undefined)).catch(() => undefined);
    return name;
  } catch {
    return fresh;
  }
}

/** Return the names of the tabs that are open; where the browser does not tell, as if there were none but this one. */
export async function openTabs(): Promise<ReadonlySet<string>> {
  try {
    const { held } = await navigator.locks.query();
    return new Set((held ?? []).flatMap(({ name }) => (name?.startsWith(LOCK) ? [name.slice(LOCK.length)] : [])));
  } catch {
    return new Set([TAB]);
  }
}

const channel = typeof BroadcastChannel === "undefined" || typeof window === "undefined" ? null : new BroadcastChannel(CHANNEL);

/** Tell the other tabs; this one does not hear it. */
export function tellTabs(told: Told): void {
  // A channel is of one origin by itself.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel?.postMessage(told);
}

/** Hear what other tabs tell; returns how to end that. */
export function hearTabs(hear: (told: Told) => void): () => void {
  const listen = (event: MessageEvent<Told>): void => hear(event.data);
  channel?.addEventListener("message", listen);
  return () => channel?.removeEventListener("message", listen);
}
