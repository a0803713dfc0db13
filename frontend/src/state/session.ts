/** Whether this browser may speak with the server, and how it comes to. */
import { create } from "zustand";
import { api, Refused } from "../api/client";

export type SessionStatus = "asking" | "in" | "out" | "unreachable";

interface Session {
  status: SessionStatus;
  version: string;
  /** Why the last token was refused, or null. */
  refusal: string | null;
}

export const useSession = create<Session>(() => ({ status: "asking", version: "", refusal: null }));

/** Exchange the token in the address, if there is one, and find out whether a session exists. */
export async function beginSession(): Promise<void> {
  const token = takeToken();
  if (token !== null && (await signIn(token))) return;
  try {
    const { authenticated, version } = await api.session();
    useSession.setState({ status: authenticated ? "in" : "out", version });
  } catch {
    useSession.setState({ status: "unreachable" });
  }
}

/** Exchange a token for a session; returns whether the server accepted it. */
export async function signIn(token: string): Promise<boolean> {
  try {
    await api.signIn(token);
    const { authenticated, version } = await api.session();
    useSession.setState({ status: authenticated ? "in" : "out", version, refusal: null });
    return authenticated;
  } catch (error) {
    const refusal = error instanceof Refused ? `${error.message} ${error.problem.hint}`.trim() : String(error);
    useSession.setState({ refusal });
    return false;
  }
}

/** The server answered 401: the session has ended. */
export function sessionEnded(): void {
  useSession.setState({ status: "out", refusal: "The session has ended. Enter the token again." });
}

/** Return the token of the address' fragment and drop it there, so that it is neither bookmarked nor shared. */
function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token === null) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}
