/** Where the ports of a step are, while it is too far away for them to be drawn: its streams end there all the same. */
import { memo } from "react";
import type { OperatorEntry, PortEntry } from "../api/types";
import { portY } from "../flow/geometry";
import classes from "./PortPlaces.module.css";

/** React Flow looks for ports by these names whenever a step comes into view, and draws no stream to one it cannot find. */
export const PortPlaces = memo(function PortPlaces({ entry }: { entry: OperatorEntry | undefined }) {
  return (
    <>
      {entry?.ups.map((port, index) => <Place key={port.name} port={port} index={index} side="target" />)}
      {entry?.downs.map((port, index) => <Place key={port.name} port={port} index={index} side="source" />)}
    </>
  );
});

function Place({ port, index, side }: { port: PortEntry; index: number; side: "source" | "target" }) {
  return (
    <i className={`${classes.place} ${side}`} data-handleid={port.name} data-handlepos={side === "source" ? "right" : "left"} style={{ top: portY(index) }} />
  );
}
