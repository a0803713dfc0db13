/** What a run does in one stream: its rate and total, how hard its step holds it back, and where its watermark stands. */
import type { Stream } from "../api/types";
import { readRef } from "../flow/document";
import { followed } from "../run";
import { busyText } from "../run/readingText";
import { timeText } from "../run/timeText";
import { busyNow, pressureOf, streamWatermark } from "../run/watching";
import { useFigure, useLive, writeData, writeText } from "./figures";
import { wireText } from "./figureTexts";
import classes from "./StreamFigures.module.css";

export function StreamFigures({ stream }: { stream: Stream }) {
  const [from, to] = [readRef(stream.from), readRef(stream.to)];
  const count = useFigure<HTMLSpanElement>(() => wireText(from.stepId, from.port));
  const busy = useLive<HTMLSpanElement>((element) => {
    const share = busyNow(followed.getState(), to.stepId);
    writeData(element, "pressure", pressureOf(share ?? 0));
    writeText(element, share === null ? "" : busyText(share));
  });
  const watermark = useFigure<HTMLSpanElement>(() => {
    const at = streamWatermark(followed.getState(), from.stepId, to.stepId);
    return at === null ? "" : `⌙ ${timeText(at, false).slice(0, "00:00:00".length)}`;
  });
  return (
    <span className={`${classes.figures} figures`} data-testid={`figures-${stream.from}>${stream.to}`}>
      <span ref={count} className={classes.count} />
      <span ref={busy} className={classes.busy} />
      <span ref={watermark} className={classes.watermark} />
    </span>
  );
}
