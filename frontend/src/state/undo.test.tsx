/** Whatever changes the flow can be taken back, to the very same document, and done again. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Diagnostic, FlowDetail } from "../api/types";
import { flowOf, OPERATORS } from "../flow/example.testing";
import { writeFlow } from "../flow/transfer";
import { ACTION_NAMES, groupOf, perform, type ActionName } from "./actions";
import { useCatalogue } from "./catalogue";
import { edit, flowNow, redo, select, settle, showSaved, undo, useFlow } from "./flowStore";
import { joinGroup } from "./marks";
import { mend, remedyNow } from "./remedies";
import { restore, takeTheirs } from "./saving";
import { addInto, addStep, connect, moveInto, pasteText } from "./steps";
import { finishWiring, startWiring } from "./wiring";

const NOTE = { id: "n", text: "why", x: 0, y: 300, width: 200, height: 80, color: "grey" } as const;
const FLOW = {
  ...flowOf({ a: "source", b: "map", c: "sink", k: "key_on", w: "window" }, ["a.down > b.up", "b.down > c.up"]),
  notes: [NOTE],
  groups: [{ id: "g", title: "Group", steps: ["k", "w"], color: "grey" as const }],
};
const DETAIL: FlowDetail = { id: "f1", name: "test", revision: 4, label: null, saved_at: "2022-01-01T00:00:00Z", flow: FLOW };
const OTHER: FlowDetail = { ...DETAIL, revision: 5, flow: { ...flowOf({ z: "source" }), name: "theirs" } };
const entry = (kind: string) => {
  const found = OPERATORS.get(kind);
  if (!found) throw new Error(`no operator '${kind}'`);
  return found;
};
const stream = { from: "a.down", to: "b.up" };
const problem = (code: string, more: Partial<Diagnostic>): Diagnostic => ({ code, severity: "error", message: "", step_id: null, port: null, field: null, span: null, ...more }) as Diagnostic;

beforeEach(() => {
  vi.stubGlobal("requestAnimationFrame", (act: () => void) => setTimeout(act, 0));
  useCatalogue.setState({ operators: OPERATORS });
  showSaved(DETAIL);
});
afterEach(() => vi.unstubAllGlobals());

/** What every action that changes the flow needs to be selected. */
const SELECTED: Partial<Record<ActionName, Parameters<typeof select>[0]>> = {
  ungroup: { groups: ["g"] },
  leaveGroup: { steps: ["k"] },
  alignLeft: { steps: ["a", "b", "k"], notes: ["n"] },
  tintGrey: { notes: ["n"] },
};
const CHANGES: ActionName[] = [
  "remove", "removeAndReconnect", "cut", "duplicate", "group", "ungroup", "leaveGroup", "addNote", "arrange", "revert",
  "alignLeft", "alignCentre", "alignRight", "alignTop", "alignMiddle", "alignBottom", "distributeAcross", "distributeDown",
  "nudgeLeft", "nudgeRight", "nudgeUp", "nudgeDown", "nudgeLeftFar", "nudgeRightFar", "nudgeUpFar", "nudgeDownFar",
  "tintAmber", "tintBlue", "tintTeal", "tintCoral", "tintMagenta", "tintGrey",
];
const GESTURES: [string, () => unknown][] = [
  ["dropping an operator", () => addStep(entry("map"), { x: 0, y: 400 })],
  ["adding a step after another", () => addStep(entry("map"), null, { from: { stepId: "k", port: "down" } })],
  ["dropping an operator on a stream", () => addInto(entry("map"), { x: 100, y: 0 }, stream)],
  ["dropping a step on a stream", () => moveInto("k", { x: 100, y: 0 }, stream)],
  ["drawing a stream", () => connect({ stepId: "k", port: "down" }, { stepId: "w", port: "up" })],
  ["connecting from the keyboard", () => [startWiring("k"), finishWiring()]],
  ["moving a stream's end", () => edit({ type: "replace_stream", was: stream, stream: { from: "a.down", to: "k.up" } })],
  ["dragging steps", () => edit({ type: "move_steps", to: { a: { x: 8, y: 8 } } })],
  ["dragging a step out of its group", () => edit({ type: "move_steps", to: { k: { x: 8, y: 800 } }, joins: { k: null } })],
  ["adding a step to a group", () => [select({ steps: ["a"] }), joinGroup({ id: "g", title: "Group", steps: [], color: "grey" })]],
  ["renaming a step", () => edit({ type: "rename_step", id: "b", to: "double" })],
  ["giving a title", () => edit({ type: "set_title", id: "b", title: "Double" })],
  ["filling in a field", () => edit({ type: "set_config", id: "b", path: ["clock", "wait"], value: "5s" })],
  ["writing a note", () => edit({ type: "change_note", id: "n", change: { text: "because" } })],
  ["calling a group by a name", () => edit({ type: "change_group", id: "g", change: { title: "Windows" } })],
  ["pasting", () => pasteText(writeFlow(flowOf({ x: "source", y: "sink" }, ["x.down > y.up"])))],
  ["renaming the flow", () => edit({ type: "rename_flow", name: "other" })],
  ["describing the flow", () => edit({ type: "describe_flow", description: "what for" })],
  ["setting its clock", () => edit({ type: "set_clock", clock: "live" })],
  ["asking for the cost of lateness", () => edit({ type: "set_cost_of_lateness", grace: "10m" })],
  ["restoring a revision", () => restore({ ...OTHER, revision: 1 })],
  ["taking a revision saved elsewhere", () => takeTheirs(OTHER)],
  ["mending a loose port", () => mended(problem("loose-port", { step_id: "w", port: "up" }))],
  ["mending a misspelt field", () => {
    edit({ type: "set_config", id: "b", path: ["wiat"], value: "5s" });
    mended(problem("unknown-field", { step_id: "b", field: "wiat", message: "There is no field 'wiat' here. Did you mean 'wait'?" }));
  }],
];

function mended(found: Diagnostic): void {
  const remedy = remedyNow(found);
  if (!remedy) throw new Error("there is no remedy");
  mend(remedy);
}

/** Do it, take everything back, do it again: the document is the very same each time, and each entry says what it was. */
async function travels(act: () => unknown): Promise<string[]> {
  const before = flowNow();
  const entries = useFlow.getState().history.past.length;
  await act();
  const after = flowNow();
  const made = useFlow.getState().history.past.slice(entries);
  expect(after).not.toEqual(before);
  made.forEach(undo);
  expect(flowNow()).toBe(before);
  made.forEach(redo);
  expect(flowNow()).toBe(after);
  return made.map(({ label }) => label);
}

describe("an action that changes the flow is taken back and done again", () => {
  test.each(CHANGES)("%s", async (name) => {
    select(SELECTED[name] ?? (name.startsWith("tint") ? { notes: ["n"], groups: ["g"] } : { steps: ["a", "b", "c"], notes: ["n"] }));
    // Off their lines, so that putting them in line changes something; tinted, so that grey does.
    edit({ type: "move_steps", to: { b: { x: 264, y: 40 }, c: { x: 700, y: 104 }, a: { x: 0, y: 0 } } });
    edit({ type: "tint", notes: ["n"], groups: [], color: name === "tintGrey" ? "blue" : "grey" });
    settle();
    const before = flowNow();
    await travels(async () => {
      expect(perform(name)).toBeNull();
      await vi.waitFor(() => expect(flowNow()).not.toBe(before));
    });
  });
});

describe("a gesture is taken back and done again", () => {
  test.each(GESTURES)("%s", async (_what, act) => {
    const labels = await travels(act);
    expect(labels.every((label) => label.length > 2)).toBe(true);
  });
});

/** These, and those about a run, bring another flow, ask the server, or need what only a browser has. */
const ELSEWHERE = new Set<ActionName>(["undo", "redo", "newFlow", "import", "export", "paste", "pasteConnected", "save", "newer"]);

test.each(ACTION_NAMES.filter((name) => !CHANGES.includes(name) && !ELSEWHERE.has(name) && groupOf(name) !== "Run"))("%s changes nothing in the flow", async (name) => {
  select({ steps: ["k"] });
  const before = flowNow();
  perform(name);
  await new Promise((done) => setTimeout(done, 0));
  expect(flowNow()).toBe(before);
});
