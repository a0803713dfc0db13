import { beforeEach, expect, test } from "vitest";
import type { PreviewResult, PreviewStep } from "../api/types";
import { changesOf, forgetPreview, showAnswer, usePreview, wishFor } from "./preview";

const step = (state: PreviewStep["state"], values: number[]): PreviewStep => ({
  state, held_by: null, why: "", sample: null, stats: null,
  ports: state === "shown" ? { down: { type: "{n: int}", total: values.length, count: values.length, keys: null, columns: { n: values } } } : {},
});
const answer = (state: PreviewStep["state"], ...values: number[]): PreviewResult => ({
  steps: { f: step(state, values) }, expressions: [], diagnostics: [], failure: null, elapsed_ms: 1,
});
const marked = (): boolean[] => {
  const port = usePreview.getState().answer?.steps["f"]?.ports["down"];
  if (!port) return [];
  const changed = changesOf("f", "down", port);
  return port.columns["n"]?.map((_, row) => changed(row, "n")) ?? [];
};

beforeEach(forgetPreview);

test("an answer is compared with the one before about the same step", () => {
  showAnswer("f", answer("shown", 1, 2));
  expect(marked()).toEqual([false, false]);
  showAnswer("f", answer("shown", 1, 3));
  expect(marked()).toEqual([false, true]);
});

test("answers without items, as while typing, are passed over", () => {
  showAnswer("f", answer("shown", 1, 2));
  showAnswer("f", answer("broken"));
  showAnswer("f", answer("held"));
  showAnswer("f", answer("shown", 1, 3));
  expect(marked()).toEqual([false, true]);
});

test("after another selection nothing is marked", () => {
  showAnswer("f", answer("shown", 1, 2));
  showAnswer("f.down>g.up", answer("shown", 1, 3));
  expect(marked()).toEqual([false, false]);
  showAnswer("f.down>g.up", answer("shown", 1, 4));
  expect(marked()).toEqual([false, true]);
});

test("what a step's sample is can be chosen and taken back", () => {
  wishFor("f", { first: 20 });
  wishFor("g", { first: 5 });
  expect(usePreview.getState().wishes).toEqual({ f: { first: 20 }, g: { first: 5 } });
  wishFor("f", null);
  expect(usePreview.getState().wishes).toEqual({ g: { first: 5 } });
});
