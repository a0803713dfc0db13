/** What the command palette offers: every action, operators to add, steps to go to, flows to open, tabs of the dock. */
import type { Example, Flow, FlowSummary, OperatorEntry } from "../../api/types";
import { ACTION_NAMES, actionOf, groupOf, perform, whyNot, type ActionName } from "../../state/actions";
import { announce } from "../../state/announcing";
import { select } from "../../state/flowStore";
import { keysOf } from "../../state/keys";
import { openFlow, openUnsaved } from "../../state/opening";
import { addStep } from "../../state/steps";
import { revealStep } from "../../state/view";
import { DOCK_TABS, openDockTab, type DockTab } from "../dock/dockStore";

export interface Command {
  /** What it is remembered by. */
  key: string;
  title: string;
  /** What it belongs to, shown at its end. */
  group: string;
  /** More words, below the title. */
  detail: string;
  keys: string | null;
  /** Why it cannot be done now, or null. */
  why: string | null;
  perform: () => void;
}

const command = (key: string, title: string, group: string, act: () => void, more: Partial<Command> = {}): Command => ({
  key, title, group, detail: "", keys: null, why: null, perform: act, ...more,
});

/** Return every action, whether it can be done now or not. */
export function actionCommands(): Command[] {
  return ACTION_NAMES.filter((name) => name !== "palette").map(actionCommand);
}

function actionCommand(name: ActionName): Command {
  const action = actionOf(name);
  const switched = action.on === undefined ? "" : action.on() ? "on" : "off";
  return command(`action ${name}`, action.title, groupOf(name), () => void told(perform(name)), {
    detail: action.detail?.() ?? switched,
    keys: keysOf(name)[0] ?? null,
    why: whyNot(name),
  });
}

function told(why: string | null): void {
  if (why !== null) announce(why);
}

export function operatorCommands(operators: readonly OperatorEntry[]): Command[] {
  return operators.map((entry) => command(`add ${entry.kind}`, `Add ${entry.title}`, entry.group, () => addStep(entry, null), { detail: entry.summary }));
}

export function stepCommands(flow: Flow, operators: ReadonlyMap<string, OperatorEntry>): Command[] {
  return flow.steps.map((step) =>
    command(`step ${step.id}`, `Go to step ${step.id}`, "Steps", () => goTo(step.id), { detail: step.title ?? operators.get(step.operator)?.title ?? step.operator }),
  );
}

/** Select a step and bring it into sight, with the focus on it. */
function goTo(stepId: string): void {
  select({ steps: [stepId] });
  revealStep(stepId);
}

export function flowCommands(flows: readonly FlowSummary[], examples: readonly Example[]): Command[] {
  return [
    ...flows.map((flow) => command(`flow ${flow.id}`, `Open ${flow.name}`, "Flows", () => void openFlow(flow.id), { detail: `revision ${flow.revision}` })),
    ...examples.map((example) => command(`example ${example.id}`, `Open example ${example.name}`, "Examples", () => openUnsaved(example.flow), { detail: example.description })),
  ];
}

export function tabCommands(): Command[] {
  return DOCK_TABS.map((tab) => command(`tab ${tab}`, `Show ${tab}`, "Dock", () => showTab(tab)));
}

function showTab(tab: DockTab): void {
  openDockTab(tab);
  document.getElementById(`dock-tab-${tab}`)?.focus();
}
