import { describe, expect, test } from "vitest";
import { items, script } from "../run/script.testing";
import { follow, type Connection, type Following, type Outside, type SocketEnds } from "./live";
import type { RunEvent } from "./types";

const STORY = script(Array.from({ length: 9 }, (_, at) => items(at, 1)));

/** The server and the clock, in memory: sockets are opened and broken by the test, waits end when it says so. */
class FakeServer implements Outside {
  paths: string[] = [];
  told: Connection[] = [];
  seen: number[] = [];
  restarts = 0;
  answer: "fine" | "signed_out" | "gone" = "fine";
  private ends: SocketEnds | null = null;
  private retry: (() => void) | null = null;
  private clock_ms = 0;
  readonly following: Following;

  constructor(after = 0) {
    this.following = follow("r1", after, {
      events: (events) => this.seen.push(...events.map((event) => event.seq)),
      connection: (connection) => this.told.push(connection),
      restart: () => {
        this.restarts += 1;
        this.seen = [];
      },
    }, this);
  }
  connect(path: string, ends: SocketEnds): () => void {
    this.paths.push(path);
    this.ends = ends;
    return () => (this.ends = null);
  }
  ask(): Promise<"fine" | "signed_out" | "gone"> {
    return Promise.resolve(this.answer);
  }
  later(wait_ms: number, act: () => void): () => void {
    this.retry = () => {
      this.clock_ms += wait_ms;
      act();
    };
    return () => (this.retry = null);
  }
  now_ms(): number {
    return this.clock_ms;
  }
  send(...seqs: number[]): void {
    const events = seqs.map((seq) => STORY[seq - 1]) as RunEvent[];
    this.ends?.opened();
    this.ends?.received(JSON.stringify(events));
  }
  async close(code: number): Promise<void> {
    this.ends?.closed(code);
    await Promise.resolve();
    await Promise.resolve();
  }
  waitOut(): void {
    this.retry?.();
  }
  get now(): Connection | undefined {
    return this.told.at(-1);
  }
  get connected(): boolean {
    return this.ends !== null;
  }
}

describe("a followed run", () => {
  test("is asked for from the event after the last one seen", () => {
    expect(new FakeServer(4).paths).toEqual(["/api/runs/r1/live?after=4"]);
  });

  test("comes back after a break at the event it saw last", async () => {
    const server = new FakeServer();
    server.send(1, 2, 3);
    await server.close(1006);
    server.waitOut();
    server.send(3, 4);
    expect(server.paths.at(-1)).toBe("/api/runs/r1/live?after=3");
    expect(server.seen).toEqual([1, 2, 3, 4]);
  });

  test("waits longer after each attempt that brought nothing, up to fifteen seconds", async () => {
    const server = new FakeServer();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await server.close(1006);
      if (server.now?.state === "waiting") waits.push(server.now.retry_at_ms - server.now_ms());
      server.waitOut();
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
  });

  test("waits as little as at first once events have come again", async () => {
    const server = new FakeServer();
    await server.close(1006);
    server.waitOut();
    await server.close(1006);
    server.waitOut();
    server.send(1);
    await server.close(1006);
    expect(server.now).toMatchObject({ state: "waiting", attempt: 1 });
  });

  test("ends with the run", async () => {
    const server = new FakeServer();
    server.send(1);
    await server.close(1000);
    expect(server.now).toEqual({ state: "ended" });
    expect(server.connected).toBe(false);
  });

  test("that was too slow connects again at once and loses nothing", async () => {
    const server = new FakeServer();
    server.send(1, 2);
    await server.close(4408);
    expect(server.paths.at(-1)).toBe("/api/runs/r1/live?after=2");
    expect(server.told.some((connection) => connection.state === "waiting")).toBe(false);
  });

  test("that is too slow without having seen anything waits like after any break", async () => {
    const server = new FakeServer();
    await server.close(4408);
    expect(server.now?.state).toBe("waiting");
  });

  test("that is ahead of the server is told again from the start", async () => {
    const server = new FakeServer(7);
    await server.close(4409);
    server.send(1, 2);
    expect(server.restarts).toBe(1);
    expect(server.paths.at(-1)).toBe("/api/runs/r1/live?after=0");
    expect(server.seen).toEqual([1, 2]);
  });

  test.each(["signed_out", "gone"] as const)("stops when the server says %s", async (answer) => {
    const server = new FakeServer();
    server.answer = answer;
    await server.close(1006);
    expect(server.now).toEqual({ state: answer });
    server.waitOut();
    expect(server.paths).toHaveLength(1);
  });

  test("asks once for events that are missing, and gets them", () => {
    const server = new FakeServer();
    server.send(1, 2);
    server.send(5, 6);
    expect(server.paths.at(-1)).toBe("/api/runs/r1/live?after=2");
    server.send(3, 4, 5, 6);
    expect(server.seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("goes on with the hole when the missing events are nowhere", () => {
    const server = new FakeServer();
    server.send(1, 2);
    server.send(5);
    server.send(5, 6);
    expect(server.paths).toHaveLength(2);
    expect(server.seen).toEqual([1, 2, 5, 6]);
  });

  test("does not hear a socket it has given up", async () => {
    const server = new FakeServer();
    server.following.close();
    server.send(1);
    await server.close(1006);
    expect(server.seen).toEqual([]);
    expect(server.now).toEqual({ state: "idle" });
  });

  test("tries at once when asked to", async () => {
    const server = new FakeServer();
    await server.close(1006);
    server.following.retry();
    expect(server.paths).toHaveLength(2);
    server.waitOut();
    expect(server.paths).toHaveLength(2);
  });
});
