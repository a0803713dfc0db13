/** The stream that Enter would make, while a connection is chosen from the keyboard. */
import { getBezierPath, Position, ViewportPortal } from "@xyflow/react";
import { findPort, portsOf } from "../flow/connect";
import { placeOf, writeRef, type PortRef } from "../flow/document";
import { portY, STEP_WIDTH } from "../flow/geometry";
import { sceneNow } from "../state/steps";
import { useWiring } from "../state/wiring";
import classes from "./AimedStream.module.css";

export function AimedStream() {
  const choice = useWiring(({ choices, at }) => choices[at]);
  if (!choice) return null;
  const [from, to] = [placeOfPort(choice.from, "downs"), placeOfPort(choice.to, "ups")];
  const [path] = getBezierPath({ sourceX: from.x, sourceY: from.y, sourcePosition: Position.Right, targetX: to.x, targetY: to.y, targetPosition: Position.Left });
  return (
    <ViewportPortal>
      <svg className={classes.aimed} aria-hidden data-testid="aimed-stream">
        <path d={path} />
      </svg>
    </ViewportPortal>
  );
}

function placeOfPort(ref: PortRef, side: "ups" | "downs"): { x: number; y: number } {
  const scene = sceneNow();
  const step = placeOf(scene.flow, ref.stepId);
  const index = findPort(scene, ref, side) ? portsOf(scene, ref.stepId)[side].findIndex((one) => writeRef(one) === writeRef(ref)) : 0;
  return { x: step.x + (side === "downs" ? STEP_WIDTH : 0), y: step.y + portY(index) };
}
