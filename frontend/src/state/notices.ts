/** Short messages in the corner of the screen. */
import { notifications } from "@mantine/notifications";
import { Refused } from "../api/client";
import { sessionEnded } from "./session";

export type Tone = "info" | "success" | "warning" | "error";

const COLOURS: Record<Tone, string> = { info: "tide", success: "teal", warning: "yellow", error: "red" };

export function notify(tone: Tone, title: string, message = ""): void {
  notifications.show({
    title,
    message,
    color: COLOURS[tone],
    autoClose: tone === "error" ? 12_000 : 6_000,
    role: tone === "error" ? "alert" : "status",
    withBorder: true,
  });
}

/** Tell what went wrong with something the person asked for. */
export function notifyFailure(what: string, error: unknown): void {
  if (error instanceof Refused && error.problem.status === 401) return sessionEnded();
  const words = error instanceof Refused ? `${error.message} ${error.problem.hint}` : String(error);
  notify("error", what, words.trim());
}
