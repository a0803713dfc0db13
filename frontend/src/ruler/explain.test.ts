import { describe, expect, test } from "vitest";
import { readInstant } from "../flow/micros";
import { explained, pitfalls } from "./explain";
import { typedInstants } from "./instants";
import { stripOf } from "./strip";
import { readWindower, type Windower } from "./windower";
import { midnightOf, nextShift, offsetAt, offsetText, wallText } from "./zones";

function windower(config: Record<string, unknown>): Windower {
  const read = readWindower(config);
  if (read.kind === "broken") throw new Error(read.wrong);
  return read;
}

function at(text: string): bigint {
  const read = readInstant(text);
  if ("wrong" in read) throw new Error(read.wrong);
  return read.us;
}

const TEN = { type: "tumbling", length: "10m", align_to: "2022-01-01T00:00:00Z" };
const BERLIN = "Europe/Berlin";

describe("where an instant falls is said", () => {
  test.each([
    [TEN, "2022-01-01T10:14:12Z", "2022-01-01 10:14:12 falls into window 61 [10:10:00, 10:20:00): it opens 61 lengths of 10 min after align_to."],
    [TEN, "2022-01-01T00:10:00Z", "2022-01-01 00:10:00 falls into window 1 [00:10:00, 00:20:00): it opens one length of 10 min after align_to, and its first instant belongs to it; the one before has just closed."],
    [TEN, "2022-01-01T00:00:00.000001Z", "2022-01-01 00:00:00.000001 falls into window 0 [00:00:00, 00:10:00): it opens at align_to."],
    [TEN, "2021-12-31T23:45:00Z", "2021-12-31 23:45:00 falls into window -2 [23:40:00, 23:50:00): it opens 2 lengths of 10 min before align_to."],
    [
      { ...TEN, type: "sliding", offset: "5m" }, "2022-01-01T10:14:12Z",
      "2022-01-01 10:14:12 falls into windows 121 to 122: 121 [10:05:00, 10:15:00), 122 [10:10:00, 10:20:00); a new one opens every 5 min and lasts 10 min, so it is in 2 at once.",
    ],
    [
      { ...TEN, type: "sliding", offset: "1m" }, "2022-01-01T00:00:30Z",
      "2022-01-01 00:00:30 falls into windows -9 to 0: -9 [2021-12-31 23:51:00, 00:01:00) … 0 [00:00:00, 00:10:00); a new one opens every 1 min and lasts 10 min, so it is in 10 at once.",
    ],
    [
      { ...TEN, type: "sliding", offset: "15m" }, "2022-01-01T00:12:00Z",
      "2022-01-01 00:12:00 falls into no window: window 0 has closed at 2022-01-01 00:10:00, and window 1 opens at 2022-01-01 00:15:00.",
    ],
  ])("%j, %s", (config, text, sentence) => {
    expect(explained(windower(config), [at(text)], "UTC")).toEqual([sentence]);
  });

  test("on the clocks of the person's zone", () => {
    expect(explained(windower(TEN), [at("2022-01-01T10:14:12Z")], BERLIN)[0]).toContain("2022-01-01 11:14:12 falls into window 61 [11:10:00, 11:20:00)");
  });

  test("pair by pair for sessions, whatever the order they come in", () => {
    const instants = ["2022-01-01T00:09:00Z", "2022-01-01T00:00:00Z", "2022-01-01T00:05:00Z", "2022-01-01T00:14:01Z"].map(at);
    expect(explained(windower({ type: "session", gap: "5m" }), instants, "UTC")).toEqual([
      "2022-01-01 00:00:00 and 00:05:00 are 5 min apart: exactly the gap, which is still together.",
      "2022-01-01 00:05:00 and 00:09:00 are 4 min apart: together, as that is within the gap of 5 min.",
      "2022-01-01 00:09:00 and 00:14:01 are 5 min 1 s apart: different sessions, as that is more than the gap of 5 min.",
      "Together they make 2 sessions.",
    ]);
  });
});

describe("pitfalls are told", () => {
  const from = at("2026-08-01T00:00:00Z");

  test("a day of 24 hours does not follow local midnight", () => {
    const config = { type: "tumbling", length: "1d", align_to: "2026-07-31T22:00:00Z" };
    expect(pitfalls(windower(config), from, BERLIN)).toEqual([
      "A length of 1 d is 24 hours: it will not follow local midnight over 2026-10-25 in Europe/Berlin, when the clocks go back by 1 h. Until then they open at 00:00:00, after it at 23:00:00.",
    ]);
    expect(pitfalls(windower(config), from, "UTC")).toEqual([]);
  });

  test("an hour does, and six hours do not", () => {
    expect(pitfalls(windower({ type: "tumbling", length: "1h" }), from, BERLIN)).toEqual([]);
    expect(pitfalls(windower({ type: "tumbling", length: "6h" }), from, BERLIN)[0]).toContain("every 6 h do not follow local time over 2026-10-25 in Europe/Berlin, when the clocks go back by 1 h. They stay at their hours in UTC.");
  });

  test("an offset that leaves holes, and one that makes crowds", () => {
    expect(pitfalls(windower({ type: "sliding", length: "10s", offset: "15s" }), from, "UTC")).toEqual([
      "The offset of 15 s is longer than the length of 10 s: what comes in the 5 s between two windows would be lost. Make it at most the length.",
    ]);
    expect(pitfalls(windower({ type: "sliding", length: "1d", offset: "1s" }), from, "UTC")[0]).toContain("Every item would be in 86,400 windows, and 1,000 are allowed.");
  });
});

describe("zones", () => {
  test("are ahead or behind as their rules say, on both sides of a change", () => {
    expect(offsetText(offsetAt(BERLIN, at("2026-10-25T00:59:59.999999Z")))).toBe("+02:00");
    expect(offsetText(offsetAt(BERLIN, at("2026-10-25T01:00:00Z")))).toBe("+01:00");
    expect(offsetText(offsetAt("America/St_Johns", at("2026-01-01T00:00:00Z")))).toBe("-03:30");
    expect(nextShift(BERLIN, at("2026-08-01T00:00:00Z"))).toEqual({ at: at("2026-10-25T01:00:00Z"), by: -3_600_000_000n });
    expect(nextShift("Asia/Tokyo", at("2026-08-01T00:00:00Z"))).toBeNull();
  });

  test("have their own midnights, also on the day of a change", () => {
    expect(midnightOf(at("2026-10-25T20:00:00Z"), BERLIN)).toBe(at("2026-10-24T22:00:00Z"));
    expect(wallText(at("0001-01-01T00:00:00Z"), "UTC")).toBe("0001-01-01 00:00:00");
  });
});

test("timestamps are read however they are pasted", () => {
  const typed = typedInstants('"2022-01-01T00:00:00Z", 2022-01-01 00:00:01Z\n2022-01-01T00:00:02+00:00 2022-01-01T00:00:03Z\n2022-01-01T00:00:00');
  expect(typed.instants.map((us) => wallText(us, "UTC", false))).toEqual(["00:00:00", "00:00:01", "00:00:02", "00:00:03"]);
  expect(typed.wrong).toEqual([expect.stringContaining("2022-01-01T00:00:00: Which zone?")]);
});

describe("the strip", () => {
  test("shows the window of now and the next ones, none over another in one lane", () => {
    const strip = stripOf(windower({ ...TEN, type: "sliding", offset: "4m" }), at("2022-01-01T10:14:12Z"), []);
    expect(strip.lanes).toBe(3);
    for (const one of strip.windows) {
      const beside = strip.windows.filter((other) => other !== one && other.lane === one.lane);
      expect(beside.every((other) => other.close <= one.open || other.open >= one.close)).toBe(true);
    }
    expect(strip.windows.filter(({ open, close }) => open <= at("2022-01-01T10:14:12Z") && at("2022-01-01T10:14:12Z") < close)).toHaveLength(2);
  });

  test("of a crowd draws some, and says how many it leaves out", () => {
    const strip = stripOf(windower({ ...TEN, type: "sliding", offset: "1s" }), at("2022-01-01T10:14:12Z"), []);
    expect([strip.lanes, strip.leftOut, strip.windows.length]).toEqual([8, 592n, 11]);
  });

  test("of sessions shows examples until timestamps are typed", () => {
    const strip = stripOf(windower({ type: "session", gap: "1m" }), at("2022-01-01T00:00:00Z"), []);
    expect([strip.examples, strip.windows.length]).toEqual([true, 2]);
  });
});
