/**
 * A picture that moves in the flow's place while the canvas is far away and moves.
 *
 * Moving hundreds of elements costs the browser two to three times as much as drawing them anew. When the canvas rests
 * they are back, where they would have been: to be read, pressed and wired.
 */
import { useStoreApi, ViewportPortal } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { Diagnostic } from "../api/types";
import { followed } from "../run";
import { useFlow } from "../state/flowStore";
import { badgeOf } from "./badges";
import { useCanvas } from "./canvasStore";
import { FAR } from "./distances";
import { drawStandIn, type Seen, type Told } from "./drawStandIn";
import { fitPixels } from "./sight";
import { tokensOfPage, type Tokens } from "./tokens";
import { MANY, RESTS_MS } from "./useMoving";
import classes from "./StandIn.module.css";

export function StandIn() {
  return (
    <ViewportPortal>
      <Picture />
    </ViewportPortal>
  );
}

function Picture() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  useEffect(() => {
    if (!canvas.current) return;
    const picture = new Moving(canvas.current);
    const end = store.subscribe((now, before) => {
      if (now.transform !== before.transform) picture.move(now);
    });
    return () => {
      end();
      picture.rest();
    };
  }, [store]);
  return <canvas ref={canvas} className={classes.picture} aria-hidden />;
}

class Moving {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private scene: { readonly told: Told; readonly tokens: Tokens } | null = null;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  /** Draw the flow where it has been moved to. From near, or while a stream is drawn, it moves itself. */
  move(seen: Seen): void {
    const pen = this.canvas.getContext("2d");
    const begun = this.scene !== null || seen.transform[2] < FAR;
    if (pen === null || !begun || seen.nodeLookup.size < MANY || useCanvas.getState().drawing !== null) return this.rest();
    this.begin();
    if (this.scene === null) return;
    const ratio = this.fit(seen);
    drawStandIn(pen, ratio, seen, this.scene.told, this.scene.tokens);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), RESTS_MS);
  }

  rest(): void {
    if (this.scene === null) return;
    clearTimeout(this.timer);
    this.scene = null;
    this.mark(false);
  }

  private begin(): void {
    if (this.scene !== null) return;
    this.scene = { told: toldNow(), tokens: tokensOfPage() };
    this.mark(true);
  }

  private mark(moving: boolean): void {
    this.canvas.closest("[data-canvas]")?.toggleAttribute("data-picture", moving);
    useCanvas.setState({ moving });
  }

  /** Have the picture cover the window onto the canvas, whose movement it does not follow. */
  private fit({ width, height, transform: [x, y, zoom] }: Seen): number {
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    this.canvas.style.transform = `scale(${1 / zoom}) translate(${-x}px, ${-y}px)`;
    return fitPixels(this.canvas, width, height);
  }
}

function toldNow(): Told {
  const problems = new Map<string, Diagnostic[]>();
  for (const one of useFlow.getState().check?.diagnostics ?? []) {
    if (one.step_id) problems.set(one.step_id, [...(problems.get(one.step_id) ?? []), one]);
  }
  return { badgeOf: (id) => badgeOf(problems.get(id) ?? []), failed: followed.getState().failure?.stepId ?? null };
}
