/**
 * Follows one run's events down the socket, and comes back after every break at the event it saw last.
 *
 *     connecting -> open -> ended                    1000: the run is over
 *         ^           |-> connecting, at once         4408: this page was too slow; nothing is lost
 *         |           |-> connecting, from the start  4409: the server knows fewer events than we do
 *         \- waiting <-                               anything else, later and later
 *               \-> signed_out, gone                  the server says so when asked
 *
 * Time, sockets and questions to the server come in as an argument (`Outside`), so that tests bring their own.
 */
import { api, Refused } from "./client";
import type { RunEvent } from "./types";

export type Connection =
  | { readonly state: "idle" }
  | { readonly state: "connecting"; readonly attempt: number }
  | { readonly state: "open" }
  | { readonly state: "waiting"; readonly attempt: number; readonly retry_at_ms: number }
  | { readonly state: "ended" }
  | { readonly state: "signed_out" }
  | { readonly state: "gone" };

/** What a socket tells; the browser's own one fits behind it. */
export interface SocketEnds {
  opened(): void;
  received(text: string): void;
  closed(code: number): void;
}

export interface Outside {
  /** Open a socket; returns how to close it. */
  connect(path: string, ends: SocketEnds): () => void;
  /** Ask why a socket could not be had: a browser does not say. */
  ask(runId: string): Promise<"fine" | "signed_out" | "gone">;
  /** Call back later; returns how to take that back. */
  later(wait_ms: number, act: () => void): () => void;
  now_ms(): number;
}

export interface Listener {
  events(events: readonly RunEvent[]): void;
  connection(connection: Connection): void;
  /** Everything that was told is void: the run is told again from its first event. */
  restart(): void;
}

export interface Following {
  /** Try again now instead of when the wait is over. */
  retry(): void;
  close(): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const ENDED = 1000;
const TOO_SLOW = 4408;
const AHEAD = 4409;

/** Follow a run from the event after `after` until it ends or `close` is called. */
export function follow(runId: string, after: number, listener: Listener, outside: Outside = browser): Following {
  const thread = new Thread(runId, after, listener, outside);
  thread.connect();
  return { retry: () => thread.retry(), close: () => thread.end({ state: "idle" }) };
}

class Thread {
  private attempt = 0;
  private over = false;
  private holeAt = -1;
  private hangUp: () => void = () => {};
  private forgetRetry: () => void = () => {};

  constructor(
    private readonly runId: string,
    private seq: number,
    private readonly listener: Listener,
    private readonly outside: Outside,
  ) {}

  connect(): void {
    this.attempt += 1;
    this.listener.connection({ state: "connecting", attempt: this.attempt });
    let mine = true;
    const hangUp = this.outside.connect(`/api/runs/${encodeURIComponent(this.runId)}/live?after=${this.seq}`, {
      opened: () => mine && this.listener.connection({ state: "open" }),
      received: (text) => mine && this.receive(text),
      closed: (code) => {
        if (mine) this.closed(code);
        mine = false;
      },
    });
    this.hangUp = () => {
      mine = false;
      hangUp();
    };
  }

  retry(): void {
    if (this.over) return;
    this.forgetRetry();
    this.hangUp();
    this.connect();
  }

  end(connection: Connection): void {
    this.over = true;
    this.forgetRetry();
    this.hangUp();
    this.listener.connection(connection);
  }

  private receive(text: string): void {
    const events = (JSON.parse(text) as RunEvent[]).filter((event) => event.seq > this.seq);
    const [first] = events;
    if (first === undefined) return;
    if (first.seq > this.seq + 1 && this.holeAt !== this.seq) return this.fetchHole();
    this.seq = events.at(-1)?.seq ?? this.seq;
    this.attempt = 0;
    this.listener.events(events);
  }

  /** Events are missing: ask for them once. If they do not come then either, the run is told with the hole. */
  private fetchHole(): void {
    this.holeAt = this.seq;
    this.hangUp();
    this.connect();
  }

  private closed(code: number): void {
    if (code === ENDED) return this.end({ state: "ended" });
    if (code === AHEAD) return this.startOver();
    // At once, unless the last attempt brought nothing: then it is as any other break.
    if (code === TOO_SLOW && this.attempt === 0) return this.connect();
    void this.askAndWait();
  }

  private startOver(): void {
    const alreadyAtStart = this.seq === 0;
    this.seq = 0;
    this.holeAt = -1;
    this.listener.restart();
    if (alreadyAtStart) void this.askAndWait();
    else this.connect();
  }

  private async askAndWait(): Promise<void> {
    const attempt = Math.max(1, this.attempt);
    const wait_ms = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
    this.listener.connection({ state: "waiting", attempt, retry_at_ms: this.outside.now_ms() + wait_ms });
    this.forgetRetry = this.outside.later(wait_ms, () => this.connect());
    const answer = await this.outside.ask(this.runId);
    if (!this.over && answer !== "fine") this.end({ state: answer });
  }
}

const browser: Outside = {
  connect(path, ends) {
    const address = new URL(path, window.location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => ends.opened());
    socket.addEventListener("message", (message: MessageEvent<string>) => ends.received(message.data));
    socket.addEventListener("close", (close) => ends.closed(close.code));
    return () => socket.close(ENDED);
  },
  async ask(runId) {
    try {
      await api.run(runId);
      return "fine";
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return error.problem.status === 401 ? "signed_out" : error.problem.status === 404 ? "gone" : "fine";
    }
  },
  later(wait_ms, act) {
    const timer = setTimeout(act, wait_ms);
    return () => clearTimeout(timer);
  },
  now_ms: () => Date.now(),
};
