/** Steps held over a group's frame: the frame lights up and is drawn as it would be if they were let go. */
import type { OperatorEntry, Position } from "../api/types";
import { stepBox, stepHeight, STEP_WIDTH } from "../flow/geometry";
import { groupOf, type Joins } from "../flow/groups";
import { groupUnder, joinsOf } from "../flow/joining";
import { useCatalogue } from "../state/catalogue";
import { flowNow } from "../state/flowStore";
import { useCanvas } from "./canvasStore";
import { useCopying } from "./copying";
import { groupNodeId } from "./markPictures";

type Places = Readonly<Record<string, Position>>;

/** Return what dragged steps join or leave at these places; of copies, what they would be put into. */
export function joinsAt(to: Places): Joins {
  const { still } = useCopying.getState();
  const { operators } = useCatalogue.getState();
  return still ? joinsOfCopies(to, still) : joinsOf(flowNow(), operators, to);
}

function joinsOfCopies(to: Places, still: ReadonlyMap<string, Position>): Joins {
  const [flow, { operators }] = [flowNow(), useCatalogue.getState()];
  const joins = Object.entries(to).flatMap(([id, at]) => {
    const own = groupOf(flow, id);
    const carried = own !== undefined && still.has(groupNodeId(own.id));
    const group = carried ? undefined : groupUnder(flow, operators, { ...stepBox(flow, operators, id), ...at });
    return group === undefined ? [] : [[id, group] as const];
  });
  return Object.fromEntries(joins);
}

/** Light the frame into which an operator from the palette would be put. */
export function holdOverGroup(entry: OperatorEntry, at: Position): void {
  const group = groupUnder(flowNow(), useCatalogue.getState().operators, { ...at, width: STEP_WIDTH, height: stepHeight(entry) });
  showJoins(group === undefined ? {} : { [entry.kind]: group });
}

export function showJoins(joins: Joins): void {
  const now = useCanvas.getState().joining;
  const same = Object.keys(now).length === Object.keys(joins).length && Object.entries(joins).every(([id, to]) => now[id] === to);
  if (!same) useCanvas.setState({ joining: joins });
}
