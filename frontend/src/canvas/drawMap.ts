/** The map: the whole flow, small, and a window onto what is in sight. */
import type { InternalNode, ReactFlowState } from "@xyflow/react";
import type { Position } from "../api/types";
import { around, type Box } from "../flow/geometry";
import { sightOf } from "./sight";
import type { Tokens } from "./tokens";

type Pen = CanvasRenderingContext2D;
export type Mapped = Pick<ReactFlowState, "width" | "height" | "transform" | "nodeLookup" | "nodes">;

/** How the map lies over the flow: a place is drawn at `(place - x, y) * scale`. */
export interface MapView extends Position {
  scale: number;
}

const EDGE = 6;
const STRENGTH: Readonly<Record<string, number>> = { frame: 0.22, note: 0.3 };
/** Behind the steps, as on the canvas. */
const ORDER = ["frame", "note", "step"];

/** Return the view that shows the flow and what is in sight of it on a map of this size. */
export function mapView(mapped: Mapped, width: number, height: number): MapView {
  const all = around([...[...mapped.nodeLookup.values()].map(boxOf), sightOf(mapped)]);
  if (all === null) return { x: 0, y: 0, scale: 1 };
  const scale = Math.min((width - 2 * EDGE) / all.width, (height - 2 * EDGE) / all.height);
  return { x: all.x + all.width / 2 - width / 2 / scale, y: all.y + all.height / 2 - height / 2 / scale, scale };
}

/** Draws the map; the flow itself is drawn anew only when it or the map's view of it has changed. */
export class MapPen {
  private readonly flow = document.createElement("canvas");
  private drawnFor: readonly unknown[] = [];

  constructor(private readonly tokens: Tokens) {}

  draw(pen: Pen, ratio: number, mapped: Mapped, view: MapView): void {
    const { width, height } = pen.canvas;
    this.keep(width, height, ratio, mapped, view);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.flow, 0, 0);
    const scale = lay(pen, ratio, view);
    drawSight(pen, sightOf(mapped), view, width / scale, height / scale, this.tokens);
  }

  private keep(width: number, height: number, ratio: number, mapped: Mapped, view: MapView): void {
    const wanted = [mapped.nodes, width, height, ratio, view.x, view.y, view.scale];
    if (wanted.every((part, at) => part === this.drawnFor[at])) return;
    this.drawnFor = wanted;
    [this.flow.width, this.flow.height] = [width, height];
    const pen = this.flow.getContext("2d", { alpha: false });
    if (pen === null) return;
    pen.fillStyle = this.tokens.surface;
    pen.fillRect(0, 0, width, height);
    lay(pen, ratio, view);
    for (const type of ORDER) drawNodes(pen, mapped, type, this.tokens);
  }
}

/** Have what is drawn in canvas units lie where the map shows it; return pixels a unit. */
function lay(pen: Pen, ratio: number, view: MapView): number {
  const scale = ratio * view.scale;
  pen.setTransform(scale, 0, 0, scale, -view.x * scale, -view.y * scale);
  return scale;
}

function drawNodes(pen: Pen, { nodeLookup }: Mapped, type: string, tokens: Tokens): void {
  pen.globalAlpha = STRENGTH[type] ?? 1;
  for (const node of nodeLookup.values()) {
    if (node.type !== type) continue;
    const { x, y, width, height } = boxOf(node);
    pen.fillStyle = type === "note" ? tokens.watermark : node.selected ? tokens.accent : tokens.stream;
    pen.fillRect(x, y, width, height);
  }
  pen.globalAlpha = 1;
}

/** Veil what is out of sight. */
function drawSight(pen: Pen, sight: Box, view: MapView, width: number, height: number, tokens: Tokens): void {
  pen.beginPath();
  pen.rect(view.x, view.y, width, height);
  pen.rect(sight.x, sight.y, sight.width, sight.height);
  pen.globalAlpha = 0.7;
  pen.fillStyle = tokens.canvas;
  pen.fill("evenodd");
  pen.globalAlpha = 1;
  pen.lineWidth = 1 / view.scale;
  pen.strokeStyle = tokens["hairline-strong"];
  pen.strokeRect(sight.x, sight.y, sight.width, sight.height);
}

function boxOf(node: InternalNode): Box {
  const { width = 0, height = 0 } = node.measured;
  return { ...node.internals.positionAbsolute, width: node.width ?? width, height: node.height ?? height };
}
