/** Groups: steps that belong together. A step is in one group at most, and a group without steps is none. */
import type { Flow, Note, StepGroup } from "../api/types";

/** Return the group a step is in, or undefined. */
export function groupOf(flow: Flow, stepId: string): StepGroup | undefined {
  return flow.groups.find((group) => group.steps.includes(stepId));
}

/** Return the flow with this group, whose steps leave the groups they were in. */
export function withGroup(flow: Flow, group: StepGroup): Flow {
  const taken = new Set(group.steps);
  const others = flow.groups.filter((other) => other.id !== group.id);
  return { ...flow, groups: [...leaving(others, taken), group] };
}

/** The group that each of these steps goes to, by its id; null where it leaves its group for none. */
export type Joins = Readonly<Record<string, string | null>>;

/** Return the flow in which steps have gone to other groups, or out of theirs; the same flow where none have. */
export function joined(flow: Flow, joins: Joins = {}): Flow {
  const going = Object.entries(joins);
  if (going.length === 0) return flow;
  const groups = leaving(flow.groups, new Set(going.map(([id]) => id))).map((group) => {
    const more = going.filter(([, to]) => to === group.id).map(([id]) => id);
    return more.length === 0 ? group : { ...group, steps: [...group.steps, ...more] };
  });
  return { ...flow, groups };
}

/** Return the groups without these steps; a group that held nothing else is gone. The same list when nothing changes. */
export function leaving(groups: readonly StepGroup[], gone: ReadonlySet<string>): StepGroup[] {
  if (!groups.some((group) => group.steps.some((id) => gone.has(id)))) return groups as StepGroup[];
  return groups
    .map((group) => {
      const steps = group.steps.filter((id) => !gone.has(id));
      return steps.length === group.steps.length ? group : { ...group, steps };
    })
    .filter((group) => group.steps.length > 0);
}

/** Return the groups in which a step has another id. */
export function following(groups: StepGroup[], id: string, to: string): StepGroup[] {
  if (!groups.some((group) => group.steps.includes(id))) return groups;
  return groups.map((group) => (group.steps.includes(id) ? { ...group, steps: group.steps.map((one) => (one === id ? to : one)) } : group));
}

/** Return a list in which the entry of that id has these values; the same list when that changes nothing. */
export function changed<T extends Note | StepGroup>(list: T[], id: string, change: Partial<T>): T[] {
  const old = list.find((one) => one.id === id);
  const names = Object.keys(change) as (keyof T)[];
  if (!old || names.every((name) => old[name] === change[name])) return list;
  return list.map((one) => (one === old ? { ...old, ...change } : one));
}
