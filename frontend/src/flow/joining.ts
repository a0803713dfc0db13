/** Which group a step is in when it is let go: in by its middle, out once nothing of it is left in the frame. */
import type { Flow, OperatorEntry, Position, StepGroup } from "../api/types";
import { groupFrame, stepBox, type Box } from "./geometry";
import { groupOf, type Joins } from "./groups";

type Operators = ReadonlyMap<string, OperatorEntry>;
interface Frame {
  group: StepGroup;
  box: Box;
}

/**
 * Return what groups steps join or leave when they are let go at these places.
 *
 * Frames count as they stood before, so that they do not run away from a step. A group all of whose steps are moved
 * is moved: it keeps them and takes in none.
 */
export function joinsOf(flow: Flow, operators: Operators, to: Readonly<Record<string, Position>>): Joins {
  if (flow.groups.length === 0) return {};
  const frames = framesOf(flow, operators).filter(({ group }) => !group.steps.every((id) => id in to));
  return Object.fromEntries(
    Object.entries(to).flatMap(([id, at]) => {
      const group = groupOf(flow, id);
      const own = frames.find((frame) => frame.group === group);
      if (group && !own) return [];
      const before = stepBox(flow, operators, id);
      const next = groupAt(frames, own, before, { ...before, ...at });
      return next === group?.id ? [] : [[id, next ?? null]];
    }),
  );
}

/** Return the group in whose frame the middle of a new step would be, or undefined. */
export function groupUnder(flow: Flow, operators: Operators, box: Box): string | undefined {
  return smallest(framesOf(flow, operators).filter((frame) => holds(frame.box, box)))?.group.id;
}

/** A frame in which the step lay before without being of its group does not take it in: it has to be entered. */
function groupAt(frames: readonly Frame[], own: Frame | undefined, before: Box, after: Box): string | undefined {
  if (own && holds(own.box, after)) return own.group.id;
  const entered = smallest(frames.filter((frame) => frame !== own && holds(frame.box, after) && !holds(frame.box, before)));
  if (entered) return entered.group.id;
  return own && touches(own.box, after) ? own.group.id : undefined;
}

function framesOf(flow: Flow, operators: Operators): Frame[] {
  return flow.groups.flatMap((group) => {
    const box = groupFrame(flow, operators, group);
    return box ? [{ group, box }] : [];
  });
}

function smallest(frames: readonly Frame[]): Frame | undefined {
  return frames.toSorted((one, other) => one.box.width * one.box.height - other.box.width * other.box.height)[0];
}

function holds(frame: Box, { x, y, width, height }: Box): boolean {
  const [across, down] = [x + width / 2 - frame.x, y + height / 2 - frame.y];
  return across >= 0 && across <= frame.width && down >= 0 && down <= frame.height;
}

function touches(one: Box, other: Box): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
}
