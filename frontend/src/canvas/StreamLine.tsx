/** A stream as a line, with how much flows in its middle and what flows when it is looked at. */
import { BaseEdge, EdgeLabelRenderer, getBezierPath, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { streamId, readRef } from "../flow/document";
import { useFlow } from "../state/flowStore";
import { useCanvas } from "./canvasStore";
import type { StreamEdge } from "./pictures";
import { StreamFigures } from "./StreamFigures";
import { StreamTip } from "./StreamTip";
import classes from "./StreamLine.module.css";

export const StreamLine = memo(function StreamLine(props: EdgeProps<StreamEdge>) {
  const { id, selected, data } = props;
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const hovered = useCanvas((state) => state.hovered === id);
  const from = readRef(data?.stream.from ?? ".");
  const type = useFlow((state) => state.check?.steps[from.stepId]?.downs[from.port]);
  const [path, x, y] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, curvature: 0.35 });
  const looked = selected || hovered;
  const lit = useCanvas((state) => state.splicing !== null && streamId(state.splicing) === id);
  return (
    <>
      <BaseEdge id={id} path={path} interactionWidth={24} className={classes.line} data-role={data?.role} data-keyed={type?.keyed ?? false} data-looked={looked} data-lit={lit} />
      <EdgeLabelRenderer>
        <div className={classes.label} data-looked={looked} style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}>
          {data ? <StreamFigures stream={data.stream} /> : null}
          {looked && data ? <StreamTip stream={data.stream} type={type} /> : null}
        </div>
      </EdgeLabelRenderer>
    </>
  );
});
