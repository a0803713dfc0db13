/** The flow as it looks from far away, drawn by hand: boxes with a title, and straight streams between them. */
import type { InternalNode, ReactFlowState } from "@xyflow/react";
import { portY, STEP_WIDTH } from "../flow/geometry";
import { TINY } from "./distances";
import type { StepNode, StreamEdge } from "./pictures";
import type { Tokens } from "./tokens";

type Pen = CanvasRenderingContext2D;
type Placed = InternalNode<StepNode>;

/** What is told of steps beside their titles. */
export interface Told {
  /** The text of a step's badge and whether it is of an error, by step. */
  readonly badges: ReadonlyMap<string, { readonly text: string; readonly error: boolean }>;
  readonly failed: string | null;
}

export type Seen = Pick<ReactFlowState, "width" | "height" | "transform" | "nodeLookup" | "edges">;

/** As on a card, in canvas units. */
const PADDING = { x: 14, y: 10 };
const TITLE = { font: '600 24px "Inter Variable", system-ui, sans-serif', height: 56 };
const BADGE = { font: '600 20px "Inter Variable", system-ui, sans-serif', height: 28, padding: 5, gap: 8 };
const RADIUS = 8;
const DASHES: Readonly<Record<string, number[]>> = { late: [6, 3], meta: [2, 3], errors: [6, 3] };

export function drawStandIn(pen: Pen, ratio: number, seen: Seen, told: Told, tokens: Tokens): void {
  const [x, y, zoom] = seen.transform;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = tokens.canvas;
  pen.fillRect(0, 0, seen.width, seen.height);
  pen.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
  drawStreams(pen, seen, tokens);
  drawSteps(pen, stepsIn(seen), zoom < TINY, told, tokens);
}

/** Return the steps in sight that stand on the page as cards no longer: a selected one still does. */
function stepsIn({ nodeLookup, width, height, transform: [x, y, zoom] }: Seen): Placed[] {
  const [left, top, right, bottom] = [-x / zoom, -y / zoom, (width - x) / zoom, (height - y) / zoom];
  return [...nodeLookup.values()].filter((node): node is Placed => {
    const at = node.internals.positionAbsolute;
    const seen = at.x < right && at.x + STEP_WIDTH > left && at.y < bottom && at.y + (node.height ?? 0) > top;
    return seen && node.type === "step" && !node.selected;
  });
}

// -- streams -----------------------------------------------------------------------------------------------------------

function drawStreams(pen: Pen, { edges, nodeLookup, transform }: Seen, tokens: Tokens): void {
  const paths = new Map<string, Path2D>();
  for (const edge of edges as StreamEdge[]) {
    const look = edge.selected ? "looked" : (edge.data?.role ?? "main");
    const path = paths.get(look) ?? new Path2D();
    paths.set(look, path);
    trace(path, edge, nodeLookup);
  }
  pen.lineWidth = transform[2] < TINY ? 8 : 4;
  for (const [look, path] of paths) {
    pen.strokeStyle = colourOf(look, tokens);
    pen.setLineDash(DASHES[look] ?? []);
    pen.stroke(path);
  }
  pen.setLineDash([]);
}

function colourOf(look: string, tokens: Tokens): string {
  const colours: Record<string, string> = { looked: tokens.accent, late: tokens.late, meta: tokens.meta, errors: tokens.bad };
  return colours[look] ?? tokens.stream;
}

function trace(path: Path2D, edge: StreamEdge, nodes: Seen["nodeLookup"]): void {
  const [from, to] = [nodes.get(edge.source) as Placed | undefined, nodes.get(edge.target) as Placed | undefined];
  if (!from || !to) return;
  const down = from.data.entry?.downs.findIndex((port) => port.name === edge.sourceHandle) ?? 0;
  const up = to.data.entry?.ups.findIndex((port) => port.name === edge.targetHandle) ?? 0;
  const [start, end] = [from.internals.positionAbsolute, to.internals.positionAbsolute];
  path.moveTo(start.x + STEP_WIDTH, start.y + portY(Math.max(0, down)));
  path.lineTo(end.x, end.y + portY(Math.max(0, up)));
}

// -- steps -------------------------------------------------------------------------------------------------------------

function drawSteps(pen: Pen, steps: readonly Placed[], tiny: boolean, told: Told, tokens: Tokens): void {
  const border = tiny ? 6 : 3;
  for (const node of steps) {
    const { x, y } = node.internals.positionAbsolute;
    pen.fillStyle = told.failed === node.id ? tokens.error : tokens["hairline-strong"];
    box(pen, x, y, STEP_WIDTH, node.height ?? 0, tiny ? 0 : RADIUS);
    pen.fillStyle = tokens.surface;
    box(pen, x + border, y + border, STEP_WIDTH - 2 * border, (node.height ?? 0) - 2 * border, tiny ? 0 : RADIUS - border);
  }
  pen.textBaseline = "middle";
  for (const node of steps) drawHead(pen, node, border, tiny, told, tokens);
}

/** A rounded box costs three times a plain one, and from very far nobody sees the difference. */
function box(pen: Pen, x: number, y: number, width: number, height: number, radius: number): void {
  if (radius === 0) return pen.fillRect(x, y, width, height);
  pen.beginPath();
  pen.roundRect(x, y, width, height, radius);
  pen.fill();
}

function drawHead(pen: Pen, node: Placed, border: number, tiny: boolean, told: Told, tokens: Tokens): void {
  const { x, y } = node.internals.positionAbsolute;
  const middle = y + border + PADDING.y + TITLE.height / 2;
  const right = x + STEP_WIDTH - border - PADDING.x;
  const badge = told.failed === node.id ? { text: "✕ failed", error: true } : told.badges.get(node.id);
  const end = badge ? drawBadge(pen, badge, right, middle, tokens) - BADGE.gap : right;
  if (tiny) return;
  const { step, entry } = node.data;
  const left = x + border + PADDING.x;
  pen.font = TITLE.font;
  pen.fillStyle = tokens.text;
  pen.fillText(cut(pen, step.title ?? entry?.title ?? step.operator, end - left), left, middle);
}

function drawBadge(pen: Pen, { text, error }: { text: string; error: boolean }, right: number, middle: number, tokens: Tokens): number {
  pen.font = BADGE.font;
  const width = pen.measureText(text).width + 2 * BADGE.padding;
  pen.fillStyle = error ? tokens["error-soft"] : tokens["warning-soft"];
  box(pen, right - width, middle - BADGE.height / 2, width, BADGE.height, 4);
  pen.fillStyle = error ? tokens.error : tokens.warning;
  pen.fillText(text, right - width + BADGE.padding, middle);
  return right - width;
}

const cuts = new Map<string, string>();

/** Return as much of a text as fits, as `text-overflow: ellipsis` shows it. */
function cut(pen: Pen, text: string, room: number): string {
  const name = `${Math.round(room)} ${text}`;
  const known = cuts.get(name);
  if (known !== undefined) return known;
  let shown = text;
  while (shown !== "" && pen.measureText(shown === text ? text : `${shown}…`).width > room) shown = shown.slice(0, -1);
  if (cuts.size > 5_000) cuts.clear();
  cuts.set(name, shown === text ? text : `${shown}…`);
  return cuts.get(name) ?? text;
}
