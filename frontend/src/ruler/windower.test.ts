import { describe, expect, test } from "vitest";
import cases from "./windower.fixture.json";
import { hole, readWindower, sessionsOf, windowsAt, windowsPerItem, type Even } from "./windower";

function even(config: unknown): Even {
  const windower = readWindower(config);
  if (windower.kind === "broken" || windower.kind === "session") throw new Error("not even");
  return windower;
}

describe("the windows of an instant", () => {
  test("are the engine's, to the microsecond, on both sides of every end", () => {
    for (const { windower, at, windows } of cases.windows) {
      const found = windowsAt(even(windower), BigInt(at)).map(({ id, open, close }) => [String(id), String(open), String(close)]);
      expect({ windower, at, windows: found }).toEqual({ windower, at, windows });
    }
  });

  test("before `align_to` have negative ids", () => {
    expect(windowsAt(even({ type: "tumbling", length: "10s" }), -1n).map(({ id }) => id)).toEqual([-1n]);
  });

  test("may be none where an offset is longer than the length, which is told", () => {
    const gappy = even({ type: "sliding", length: "10s", offset: "15s" });
    expect(hole(gappy)).toBe(5_000_000n);
    expect(windowsAt(gappy, 12_000_000n)).toEqual([]);
    expect(windowsPerItem(even({ type: "sliding", length: "10s", offset: "4s" }))).toBe(3n);
  });
});

test("sessions hold items no further apart than the gap, both ends included", () => {
  expect(sessionsOf({ kind: "session", gap: 5n }, [20n, 0n, 5n, 11n])).toEqual([
    { id: 0n, open: 0n, close: 5n },
    { id: 1n, open: 11n, close: 11n },
    { id: 2n, open: 20n, close: 20n },
  ]);
});

test.each([
  [{ type: "tumbling" }, "length", "Not written yet."],
  [{ type: "tumbling", length: "10" }, "length", "10 what? Add a unit: us, ms, s, m, h, d or w."],
  [{ type: "tumbling", length: "0s" }, "length", "A window is longer than nothing."],
  [{ type: "sliding", length: "10s", offset: "-1s" }, "offset", "From one window to the next is longer than nothing."],
  [{ type: "session", gap: "-1s" }, "gap", "The gap is not negative."],
  [{}, "type", "Choose which windows there are."],
])("what cannot be drawn says why: %j", (config, field, wrong) => {
  expect(readWindower(config)).toEqual({ kind: "broken", field, wrong });
});
