/** What is under the pointer: an item, else a window, else nothing; in the gutter the name of a lane. */
import { eachItemInSight, laneTop, windowsInSight, xOf, type Scene } from "./scene";

export type Hit = { readonly kind: "item"; readonly row: number } | { readonly kind: "window"; readonly at: number } | { readonly kind: "name"; readonly key: number };

const REACH_PX = 8;

/** Return what is at this place of the plot. Of items as near as each other a late one is meant. */
export function hitAt(scene: Scene, x: number, y: number): Hit | null {
  return itemAt(scene, x, y) ?? windowAt(scene, x, y);
}

/** Return the lane whose name is at this height of the gutter. */
export function nameAt(scene: Scene, y: number): Hit | null {
  if (scene.by !== "keys" || y >= scene.height) return null;
  const key = scene.lanes.keys[Math.floor((y + scene.scroll) / scene.shape.height)];
  return key === undefined ? null : { kind: "name", key };
}

function itemAt(scene: Scene, x: number, y: number): Hit | null {
  let [nearest, found] = [REACH_PX * REACH_PX, -1];
  eachItemInSight(scene, (row, itemX, itemY, isLate) => {
    if (Math.abs(itemX - x) > REACH_PX) return;
    const distance = (itemX - x) ** 2 + (itemY - y) ** 2 - (isLate ? 1 : 0);
    if (distance < nearest) [nearest, found] = [distance, row];
  });
  return found < 0 ? null : { kind: "item", row: found };
}

function windowAt(scene: Scene, x: number, y: number): Hit | null {
  if (scene.by !== "keys") return null;
  const { windows } = scene.timeline;
  const { bar, step, depth, top: first } = scene.shape;
  for (const at of windowsInSight(scene)) {
    const top = (laneTop(scene, windows.key[at] as number) ?? 0) + first + (windows.lane[at] as number) * step;
    const [from, to] = [xOf(scene, windows.open[at] as number), xOf(scene, windows.close[at] as number)];
    const across = x >= from - 2 && x <= Math.max(to, from + 3) + 2;
    if (across && y >= top - 1 && y <= top + bar + 1 && (windows.lane[at] as number) < depth) return { kind: "window", at };
  }
  return null;
}
