/** The preview: shortly after each change the server tries the flow on sample items, and what came of it is kept here. */
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { PreviewPort, PreviewResult, PreviewStep, PreviewValues, Problem, SampleWish } from "../api/types";
import { changedCells, UNCHANGED, type Changed } from "../run/changed";

export const SHOWN_ITEMS = 50;

/** A file that was uploaded to stand in for a source's items. */
export interface Upload {
  readonly name: string;
  readonly items: number;
}

export interface Wish extends SampleWish {
  /** What was uploaded, when something was. */
  readonly file?: Upload;
}

/** The side of a step that is in front where there is no room for both. */
export type Side = "ups" | "downs";

interface Kept {
  readonly on: boolean;
  /** Whether the panel shows what comes in, the settings and what goes out beside each other. */
  readonly wide: boolean;
  readonly side: Side;
}

interface Preview extends Kept {
  /** Whether it was asked for in a panel that has no room for it beside the settings. */
  readonly unfolded: boolean;
  /** Where sample items come from, by step, as far as a person chose. */
  readonly wishes: Readonly<Record<string, Wish>>;
  readonly answer: PreviewResult | null;
  /** The last whole answer before, about the same place of an earlier state of the flow; null after another selection. */
  readonly earlier: PreviewResult | null;
  /** What the answer is about: the selected step or stream. */
  readonly subject: string | null;
  /** Whether an answer is taking long enough to say so. */
  readonly slow: boolean;
  /** What one that takes long waits for before anything is tried, in words; empty when that is not so. */
  readonly waitsFor: string;
  /** Why the last preview was refused, or null. */
  readonly refusal: Problem | null;
}

export const usePreview = create<Preview>()(
  persist<Preview, [], [], Kept>(
    () => ({ on: true, wide: false, side: "downs", unfolded: false, wishes: {}, answer: null, earlier: null, subject: null, slow: false, waitsFor: "", refusal: null }),
    { name: "tidegate.preview", partialize: ({ on, wide, side }) => ({ on, wide, side }) },
  ),
);

export function togglePreview(): void {
  usePreview.setState(({ on }) => ({ on: !on, answer: null, earlier: null, refusal: null, slow: false, waitsFor: "" }));
}

export function toggleWide(): void {
  usePreview.setState(({ wide }) => ({ wide: !wide }));
}

/** Say where a step's sample items come from; null: from where they come by themselves. */
export function wishFor(stepId: string, wish: Wish | null): void {
  usePreview.setState(({ wishes }) => {
    const { [stepId]: _, ...others } = wishes;
    return { wishes: wish === null ? others : { ...others, [stepId]: wish } };
  });
}

/** Take an answer into use, about this place. While a person types, answers without items come between: they are no state to compare with. */
export function showAnswer(subject: string, answer: PreviewResult): void {
  usePreview.setState((now) => ({
    answer,
    earlier: now.subject !== subject ? null : now.answer && isWhole(now.answer, subject) ? now.answer : now.earlier,
    subject,
    slow: false,
    waitsFor: "",
    refusal: null,
  }));
}

/** Whether an answer has what goes out of the step that it is about; a stream goes out of what is before its first dot. */
function isWhole(answer: PreviewResult, subject: string): boolean {
  return answer.steps[subject.split(".")[0] ?? ""]?.state === "shown";
}

/** Forget everything that was about another flow. */
export function forgetPreview(): void {
  usePreview.setState({ wishes: {}, answer: null, earlier: null, subject: null, refusal: null, slow: false, waitsFor: "" });
}

export function useStepPreview(stepId: string): PreviewStep | undefined {
  return usePreview((state) => state.answer?.steps[stepId]);
}

/** Return what an edit changed of a port's items. */
export function changesOf(stepId: string, port: string, now: PreviewPort): Changed {
  const before = usePreview.getState().earlier?.steps[stepId]?.ports[port];
  return before ? changedCells(before, now) : UNCHANGED;
}

/** Return the values of an expression of a step, or undefined where the last answer has none. */
export function useValues(stepId: string, text: string): PreviewValues | undefined {
  return usePreview((state) => state.answer?.expressions.find((one) => one.step_id === stepId && one.text === text));
}
