/** The flow as it looks from far away, drawn by hand: boxes with a title, and straight streams between them. */
import type { InternalNode, ReactFlowState } from "@xyflow/react";
import { portY, STEP_WIDTH } from "../flow/geometry";
import type { StepBadge } from "./badges";
import { distanceOf } from "./distances";
import type { StepNode, StreamEdge } from "./pictures";
import { sightOf } from "./sight";
import type { Tokens } from "./tokens";

type Pen = CanvasRenderingContext2D;
type Placed = InternalNode<StepNode>;

type Badge = Pick<StepBadge, "text" | "error">;

/** What is told of steps beside their titles. */
export interface Told {
  readonly badgeOf: (stepId: string) => Badge | null;
  readonly failed: string | null;
}

export type Seen = Pick<ReactFlowState, "width" | "height" | "transform" | "nodeLookup" | "edges">;

interface Writing {
  readonly size: number;
  readonly height: number;
}

interface Look {
  readonly border: number;
  readonly radius: number;
  readonly line: number;
  /** The size of titles and the height of their line; null where none can be read. */
  readonly title: Writing | null;
}

/** As cards are at these distances, in canvas units. */
const PADDING = { x: 14, y: 10 };
/** How far below the middle of its line a text stands, as a part of its size: half of what Inter has more above than below. */
const STANDS = 0.364;
const fontOf = (size: number): string => `600 ${size}px "Inter Variable", system-ui, sans-serif`;
const LOOKS = {
  // A rounded box costs three times a plain one, and from very far nobody sees the difference.
  tiny: { border: 6, radius: 0, line: 8, title: null },
  far: { border: 3, radius: 8, line: 4, title: { size: 24, height: 56 } },
  near: { border: 1, radius: 8, line: 1.5, title: { size: 13, height: 24 } },
} as const satisfies Record<string, Look>;
const BADGE = { size: 20, height: 28, padding: 5, gap: 8 };
const DASHES: Readonly<Record<string, number[]>> = { late: [6, 3], meta: [2, 3], errors: [6, 3] };

export function drawStandIn(pen: Pen, ratio: number, seen: Seen, told: Told, tokens: Tokens): void {
  const [x, y, zoom] = seen.transform;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, seen.width, seen.height);
  pen.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
  const { far, tiny } = distanceOf(zoom);
  const look: Look = tiny ? LOOKS.tiny : far ? LOOKS.far : LOOKS.near;
  drawStreams(pen, seen, look, tokens);
  drawSteps(pen, stepsIn(seen), look, told, tokens);
}

/** Return the steps in sight that stand on the page as cards no longer: a selected one still does. */
function stepsIn(all: Seen): Placed[] {
  const sight = sightOf(all);
  return [...all.nodeLookup.values()].filter((node): node is Placed => {
    const { x, y } = node.internals.positionAbsolute;
    const across = x < sight.x + sight.width && x + STEP_WIDTH > sight.x;
    const seen = across && y < sight.y + sight.height && y + (node.height ?? 0) > sight.y;
    return seen && node.type === "step" && !node.selected;
  });
}

// -- streams -----------------------------------------------------------------------------------------------------------

function drawStreams(pen: Pen, { edges, nodeLookup }: Seen, look: Look, tokens: Tokens): void {
  const paths = new Map<string, Path2D>();
  for (const edge of edges as StreamEdge[]) {
    const kind = edge.selected ? "looked" : (edge.data?.role ?? "main");
    const path = paths.get(kind) ?? new Path2D();
    paths.set(kind, path);
    trace(path, edge, nodeLookup);
  }
  pen.lineWidth = look.line;
  for (const [kind, path] of paths) {
    pen.strokeStyle = colourOf(kind, tokens);
    pen.setLineDash(DASHES[kind] ?? []);
    pen.stroke(path);
  }
  pen.setLineDash([]);
}

function colourOf(kind: string, tokens: Tokens): string {
  const colours: Record<string, string> = { looked: tokens.accent, late: tokens.late, meta: tokens.meta, errors: tokens.bad };
  return colours[kind] ?? tokens.stream;
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

function drawSteps(pen: Pen, steps: readonly Placed[], look: Look, told: Told, tokens: Tokens): void {
  const { border, radius } = look;
  for (const node of steps) {
    const { x, y } = node.internals.positionAbsolute;
    pen.fillStyle = told.failed === node.id ? tokens.error : tokens["hairline-strong"];
    box(pen, x, y, STEP_WIDTH, node.height ?? 0, radius);
    pen.fillStyle = tokens.surface;
    box(pen, x + border, y + border, STEP_WIDTH - 2 * border, (node.height ?? 0) - 2 * border, Math.max(0, radius - border));
  }
  for (const node of steps) drawHead(pen, node, look, told, tokens);
}

function box(pen: Pen, x: number, y: number, width: number, height: number, radius: number): void {
  if (radius === 0) return pen.fillRect(x, y, width, height);
  pen.beginPath();
  pen.roundRect(x, y, width, height, radius);
  pen.fill();
}

function drawHead(pen: Pen, node: Placed, { border, title }: Look, told: Told, tokens: Tokens): void {
  const { x, y } = node.internals.positionAbsolute;
  const middle = y + border + PADDING.y + (title?.height ?? LOOKS.far.title.height) / 2;
  const right = x + STEP_WIDTH - border - PADDING.x;
  const badge = told.failed === node.id ? { text: "✕ failed", error: true } : told.badgeOf(node.id);
  const end = badge ? drawBadge(pen, badge, right, middle, tokens) - BADGE.gap : right;
  if (title === null) return;
  const { step, entry } = node.data;
  const left = x + border + PADDING.x;
  pen.font = fontOf(title.size);
  pen.fillStyle = tokens.text;
  pen.fillText(cut(pen, step.title ?? entry?.title ?? step.operator, end - left), left, middle + STANDS * title.size);
}

function drawBadge(pen: Pen, { text, error }: Badge, right: number, middle: number, tokens: Tokens): number {
  pen.font = fontOf(BADGE.size);
  const width = pen.measureText(text).width + 2 * BADGE.padding;
  pen.fillStyle = error ? tokens["error-soft"] : tokens["warning-soft"];
  box(pen, right - width, middle - BADGE.height / 2, width, BADGE.height, 4);
  pen.fillStyle = error ? tokens.error : tokens.warning;
  pen.fillText(text, right - width + BADGE.padding, middle + STANDS * BADGE.size);
  return right - width;
}

const cuts = new Map<string, string>();

/** Return as much of a text as fits, as `text-overflow: ellipsis` shows it. */
function cut(pen: Pen, text: string, room: number): string {
  const name = `${pen.font} ${Math.round(room)} ${text}`;
  const known = cuts.get(name);
  if (known !== undefined) return known;
  let shown = text;
  while (shown !== "" && pen.measureText(shown === text ? text : `${shown}…`).width > room) shown = shown.slice(0, -1);
  if (cuts.size > 5_000) cuts.clear();
  cuts.set(name, shown === text ? text : `${shown}…`);
  return cuts.get(name) ?? text;
}
