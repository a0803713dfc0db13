/** What a menu is about: what is under the pointer, or has the focus, selected first. */
import type { Position, Stream } from "../api/types";
import { sameStream, streamId } from "../flow/document";
import type { MenuAbout } from "../state/actions";
import { openMenu } from "../state/canvasView";
import { flowNow, select, useFlow } from "../state/flowStore";
import { isSelected, selectOnly } from "./canvasKeys";
import { pictured } from "./markPictures";

type ToCanvas = (at: Position) => Position;

interface Clicked {
  clientX: number;
  clientY: number;
  preventDefault: () => void;
}

/** Open the menu of a step, a note or a group. */
export function openNodeMenu(event: Clicked, nodeId: string, toCanvas: ToCanvas): void {
  const what = pictured(nodeId);
  if (what.kind === "ghost") return;
  if (!isSelected(what)) selectOnly(what);
  open(event, isOne() ? what.kind : "several", toCanvas);
}

export function openStreamMenu(event: Clicked, stream: Stream, toCanvas: ToCanvas): void {
  const { streams } = useFlow.getState().selection;
  if (!streams.some((one) => sameStream(one, stream))) select({ streams: [stream] });
  open(event, isOne() ? "stream" : "several", toCanvas);
}

export function openCanvasMenu(event: Clicked, toCanvas: ToCanvas): void {
  open(event, "canvas", toCanvas);
}

/** Open the menu of what has the focus: below its title, where it can be seen. */
export function openFocusedMenu(target: Element, toCanvas: ToCanvas): void {
  const node = target.closest<HTMLElement>(".react-flow__node")?.dataset["id"];
  const edge = target.closest<HTMLElement>(".react-flow__edge")?.dataset["id"];
  const stream = edge === undefined ? undefined : flowNow().streams.find((one) => streamId(one) === edge);
  const box = target.getBoundingClientRect();
  const place = { clientX: box.left + Math.min(24, box.width / 2), clientY: box.top + Math.min(36, box.height / 2), preventDefault: () => undefined };
  if (node !== undefined) openNodeMenu(place, node, toCanvas);
  else if (stream) openStreamMenu(place, stream, toCanvas);
  else openCanvasMenu({ ...place, clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }, toCanvas);
}

function open(event: Clicked, about: MenuAbout, toCanvas: ToCanvas): void {
  event.preventDefault();
  const { clientX: x, clientY: y } = event;
  openMenu({ about, x, y, at: toCanvas({ x, y }) });
}

function isOne(): boolean {
  const { steps, streams, notes, groups } = useFlow.getState().selection;
  return steps.length + streams.length + notes.length + groups.length === 1;
}
