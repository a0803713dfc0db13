import { describe, expect, test } from "vitest";
import cases from "./micros.fixture.json";
import { readDuration, readInstant, writeDuration, writeInstant } from "./micros";

describe("a duration", () => {
  test.each(cases.durations)("$text means what it means to the engine", ({ text, us, written }) => {
    const read = readDuration(text);
    expect("us" in read ? [String(read.us), writeDuration(read.us)] : [null, null]).toEqual([us, written]);
  });

  test("that cannot be read is said why", () => {
    expect(readDuration("10")).toEqual({ wrong: "10 what? Add a unit: us, ms, s, m, h, d or w." });
    expect(readDuration("ten")).toEqual({ wrong: "'ten' is no number with a unit. Write 10s, 1m 30s or 250ms." });
    expect(readDuration("1.5us")).toEqual({ wrong: "'1.5us' is finer than a microsecond, or too long to be one." });
  });
});

describe("an instant", () => {
  test.each(cases.instants)("$text means what it means to the engine", ({ text, us, written }) => {
    const read = readInstant(text);
    expect("us" in read ? [String(read.us), writeInstant(read.us)] : [null, null]).toEqual([us, written]);
  });

  test("without a zone is refused in words", () => {
    expect(readInstant("2022-01-01T00:00:00")).toMatchObject({ wrong: expect.stringMatching(/^Which zone\? Add Z/) as string });
    expect(readInstant("2022-01-01T25:00:00Z")).toEqual({ wrong: "There is no time 25:00:00." });
    expect(readInstant("2023-02-29T00:00:00Z")).toEqual({ wrong: "There is no day 2023-02-29." });
  });
});
