/**
 * A picture that moves in the flow's place while the canvas is far away and moves.
 *
 * Moving hundreds of elements costs the browser two to three times as much as drawing them anew. When the canvas rests
 * they are back, where they would have been: to be read, pressed and wired.
 */
import { useStoreApi, ViewportPortal } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { followed } from "../run";
import { useFlow } from "../state/flowStore";
import { useCanvas } from "./canvasStore";
import { FAR } from "./distances";
import { drawStandIn, type Seen, type Told } from "./drawStandIn";
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
    const ratio = devicePixelRatio;
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    this.canvas.style.transform = `scale(${1 / zoom}) translate(${-x}px, ${-y}px)`;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== wide) this.canvas.width = wide;
    if (this.canvas.height !== high) this.canvas.height = high;
    return ratio;
  }
}

function toldNow(): Told {
  const counts = new Map<string, { errors: number; warnings: number }>();
  for (const { step_id, severity } of useFlow.getState().check?.diagnostics ?? []) {
    if (!step_id) continue;
    const { errors, warnings } = counts.get(step_id) ?? { errors: 0, warnings: 0 };
    counts.set(step_id, severity === "error" ? { errors: errors + 1, warnings } : { errors, warnings: warnings + 1 });
  }
  const badges = new Map([...counts].map(([id, { errors, warnings }]) => [id, { text: errors > 0 ? `! ${errors}` : `▲ ${warnings}`, error: errors > 0 }]));
  return { badges, failed: followed.getState().failure?.stepId ?? null };
}
