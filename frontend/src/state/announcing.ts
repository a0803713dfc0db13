/** What is said aloud to those who do not see the screen, and shown for a moment to those who do. */
import { create } from "zustand";

interface Announcement {
  text: string;
  /** Whether it is shown as well; what the screen shows by itself is only said. */
  shown: boolean;
  /** Counts, so that the same words can be said twice. */
  count: number;
}

export const useAnnouncement = create<Announcement>(() => ({ text: "", shown: false, count: 0 }));

/** Say something to those who listen, and show it. */
export function announce(text: string): void {
  useAnnouncement.setState(({ count }) => ({ text, shown: true, count: count + 1 }));
}

/** Say something that the screen shows in its own way. */
export function sayAloud(text: string): void {
  useAnnouncement.setState(({ count }) => ({ text, shown: false, count: count + 1 }));
}

/** Stop showing what was said. */
export function hush(): void {
  useAnnouncement.setState({ shown: false });
}
