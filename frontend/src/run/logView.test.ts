import { describe, expect, test } from "vitest";
import type { LogKind, LogLine } from "./log";
import { fittingLines, kindCounts, logText, stepsTold } from "./logView";

const line = (seq: number, kind: LogKind, stepId: string | null, text: string): LogLine => ({ seq, at: `2026-01-01T00:00:0${seq}.123456Z`, kind, stepId, text });
const LINES = [
  line(1, "status", null, "Started; its clock is frozen."),
  line(2, "gap", "add", "add.down: 1,200 items not shown: the sample was full."),
  line(3, "gap", "hot", "hot.down: 3 items not shown: the sample was full."),
  line(4, "failure", "hot", "The item 7 has\n  no timestamp."),
];
const ALL = { kind: null, step: null, text: null };
const seqs = (filter: Partial<typeof ALL> | Record<string, string>): number[] => fittingLines(LINES, { ...ALL, ...filter }).map(({ seq }) => seq);

describe("the lines of a log", () => {
  test("are all there, the same ones, without a filter", () => {
    expect(fittingLines(LINES, ALL)).toBe(LINES);
    expect(fittingLines(LINES, { ...ALL, text: "  " })).toBe(LINES);
  });

  test("are found by kind, by step and by both", () => {
    expect([seqs({ kind: "gap" }), seqs({ step: "hot" }), seqs({ kind: "gap", step: "hot" }), seqs({ kind: "nope" })]).toEqual([[2, 3], [3, 4], [3], []]);
  });

  test("are found by words anywhere in them, in any case and order", () => {
    expect([seqs({ text: "FULL hot" }), seqs({ text: "gap" }), seqs({ text: "failed" }), seqs({ text: "1,200" }), seqs({ text: "full timestamp" })]).toEqual([[3], [2, 3], [4], [2], []]);
  });

  test("are counted by kind", () => {
    expect(kindCounts(LINES)).toEqual({ status: 1, failure: 1, gap: 2, missed: 0 });
  });

  test("tell of steps, in the order of the flow", () => {
    expect(stepsTold(LINES, ["source", "hot", "add"])).toEqual(["hot", "add"]);
    expect(stepsTold(LINES, ["hot"])).toEqual(["hot", "add"]);
  });

  test("are one line of text each", () => {
    expect(logText(LINES.slice(2))).toBe("2026-01-01T00:00:03.123456Z\tgap\thot\thot.down: 3 items not shown: the sample was full.\n2026-01-01T00:00:04.123456Z\tfailed\thot\tThe item 7 has no timestamp.\n");
  });
});
