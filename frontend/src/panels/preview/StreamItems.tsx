/** The sample items of a selected stream. */
import type { Stream } from "../../api/types";
import { readRef } from "../../flow/document";
import { usePreview } from "../../state/preview";
import { fullCount } from "../dock/cells";
import { Failure } from "./Failure";
import { Held } from "./Held";
import { PortItems } from "./PortItems";
import classes from "./preview.module.css";

export function StreamItems({ stream }: { stream: Stream }) {
  const { stepId, port } = readRef(stream.from);
  const on = usePreview((state) => state.on);
  const total = usePreview((state) => state.answer?.steps[stepId]?.ports[port]?.total);
  if (!on) return null;
  return (
    <section className={classes.stream} aria-label="Sample items" data-testid="preview">
      <h3>
        Sample items {total === undefined ? null : <small>{fullCount(total)}</small>}
      </h3>
      <Failure stepId={null} />
      <PortItems stepId={stepId} port={port} label={`Items of the stream from ${stream.from}`} fallback={<Held stepId={stepId} />} />
    </section>
  );
}
