/** What a paused run shows above the canvas: that its clock stands still, and where; or what it goes on for. */
import IconPause from "@tabler/icons-react/dist/esm/icons/IconPlayerPauseFilled.mjs";
import IconStep from "@tabler/icons-react/dist/esm/icons/IconPlayerTrackNextFilled.mjs";
import type { StepUntil } from "../../api/types";
import { timeText } from "../../run/timeText";
import { useKeyText } from "../../state/keys";
import { useRun } from "../dock/runStore";
import classes from "./PausedNote.module.css";

const GOING_TO: Readonly<Record<StepUntil, string>> = {
  turn: "one turn", item: "the next item", watermark: "the next watermark change", window: "the next window close",
};

export function PausedNote() {
  const paused = useRun((run) => run.status === "paused");
  const stepping = useRun((run) => run.stepping);
  if (!paused) return null;
  const Icon = stepping === null ? IconPause : IconStep;
  return (
    <div className={classes.note} data-testid="paused-note">
      <Icon size={12} aria-hidden />
      {stepping === null ? <Still /> : <span><strong>Stepping</strong> to {GOING_TO[stepping]}…</span>}
    </div>
  );
}

function Still() {
  const stoodAt = useRun((run) => run.stoodAt);
  const keys = useKeyText("stepItem");
  return (
    <>
      <span>
        <strong>Paused.</strong> The clock stands still {stoodAt === null ? "anyway in this run" : <>at <Instant at={stoodAt} /></>}: no item is late by it.
      </span>
      {keys !== "" && <span className={classes.keys}><kbd>{keys}</kbd> next item</span>}
    </>
  );
}

/** An instant to the millisecond; pointing at it tells the rest. */
function Instant({ at }: { at: string }) {
  return <time dateTime={at} title={at} className="figures">{timeText(at.replace(/(\.\d{3})\d+/, "$1"), true)}</time>;
}
