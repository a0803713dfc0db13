/** A port: a small shape that grows under the pointer, and says whether it would take the stream being drawn. */
import { Handle, Position } from "@xyflow/react";
import { memo } from "react";
import type { PortEntry, PortType } from "../api/types";
import { portY } from "../flow/geometry";
import { useWiring, wiringMood } from "../state/wiring";
import { moodOf, useCanvas } from "./canvasStore";
import classes from "./PortHandle.module.css";

interface Props {
  stepId: string;
  port: PortEntry;
  side: "ups" | "downs";
  index: number;
  type: PortType | undefined;
}

export const PortHandle = memo(function PortHandle({ stepId, port, side, index, type: items }: Props) {
  const drawn = useCanvas((state) => moodOf(state, `${stepId}.${port.name}`));
  const wired = useWiring((state) => wiringMood(state, `${stepId}.${port.name}`));
  const mood = wired ?? drawn;
  const entering = side === "ups";
  return (
    <Handle
      id={port.name}
      type={entering ? "target" : "source"}
      position={entering ? Position.Left : Position.Right}
      style={{ top: portY(index) }}
      className={classes.port}
      data-role={port.role}
      data-keyed={items?.keyed ?? port.keyed === "keyed"}
      data-mood={mood}
      data-side={side}
      data-testid={`port-${stepId}-${port.name}`}
    >
      <span className={classes.shape} />
      <span className={classes.name}>
        <b>{port.name}</b>
        {items ? <span className={classes.type}>{items.text}</span> : null}
      </span>
    </Handle>
  );
});
