/** A stream as a line, with how much flows in its middle and what flows when it is looked at. */
import { BaseEdge, getBezierPath, getStraightPath, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { streamId, readRef } from "../flow/document";
import { useFlow } from "../state/flowStore";
import { useCanvas } from "./canvasStore";
import { LabelPlace } from "./LabelPlace";
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
  const far = useCanvas((state) => state.far);
  const ends = { sourceX, sourceY, targetX, targetY };
  // From far away nobody sees the curve, and hundreds of them are slow to draw.
  const [path, x, y] = far ? getStraightPath(ends) : getBezierPath({ ...ends, sourcePosition, targetPosition, curvature: 0.35 });
  const looked = Boolean(selected) || hovered;
  const lit = useCanvas((state) => state.splicing !== null && streamId(state.splicing) === id);
  return (
    <>
      <BaseEdge id={id} path={path} interactionWidth={24} className={classes.line} data-role={data?.role} data-keyed={type?.keyed ?? false} data-looked={looked} data-lit={lit} />
      {data && (looked || !far) ? (
        <LabelPlace>
          <div className={classes.label} data-looked={looked} style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}>
            {far ? null : <StreamFigures stream={data.stream} />}
            {looked ? <StreamTip stream={data.stream} type={type} /> : null}
          </div>
        </LabelPlace>
      ) : null}
    </>
  );
});
