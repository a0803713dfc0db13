import { beforeEach, expect, test } from "vitest";
import type { FlowDetail } from "../api/types";
import { flowOf } from "../flow/example.testing";
import { edit, flowNow, noteSaved, redo, select, selectUnsaved, showSaved, showUnsaved, undo, useFlow } from "./flowStore";

const FLOW = flowOf({ a: "source", b: "map" }, ["a.down > b.up"]);
const DETAIL: FlowDetail = { id: "f1", name: "test", revision: 4, label: null, saved_at: "2022-01-01T00:00:00Z", flow: FLOW };
const unsaved = () => selectUnsaved(useFlow.getState());

beforeEach(() => showSaved(DETAIL));

test("a flow that was just opened is saved; after an edit it is not; after undo it is again", () => {
  expect(unsaved()).toBe(false);
  edit({ type: "rename_flow", name: "other" });
  expect(unsaved()).toBe(true);
  undo();
  expect(unsaved()).toBe(false);
});

test("a draft is shown on top of what was saved, and undo goes back to that", () => {
  showSaved(DETAIL, { ...FLOW, name: "draft" });
  expect([flowNow().name, unsaved()]).toEqual(["draft", true]);
  undo();
  expect(flowNow()).toBe(FLOW);
});

test("what was edited while a save was under way is still unsaved when it is done", () => {
  edit({ type: "rename_flow", name: "sent" });
  const sent = flowNow();
  edit({ type: "describe_flow", description: "typed meanwhile" });
  noteSaved({ ...DETAIL, revision: 5 }, sent);
  expect([useFlow.getState().revision, unsaved()]).toEqual([5, true]);
});

test("an empty new flow has nothing to save", () => {
  showUnsaved(flowOf({}), "new-1");
  expect(unsaved()).toBe(false);
});

test("a renamed step stays selected, a removed one does not", () => {
  select({ steps: ["a", "b"] });
  edit({ type: "rename_step", id: "a", to: "input" });
  expect(useFlow.getState().selection.steps).toEqual(["input", "b"]);
  edit({ type: "remove", steps: ["b"], streams: [] });
  expect(useFlow.getState().selection.steps).toEqual(["input"]);
});

test("undoing and doing again leaves no selected step that is not there", () => {
  edit({ type: "add_step", step: { id: "c", operator: "sink", config: {} }, at: { x: 0, y: 0 } });
  select({ steps: ["c"] });
  undo();
  expect(useFlow.getState().selection.steps).toEqual([]);
  redo();
  expect(flowNow().steps.map((step) => step.id)).toEqual(["a", "b", "c"]);
});
