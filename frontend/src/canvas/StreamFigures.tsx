/** What a run does in one stream: its rate and total, how hard its step holds it back, and where its watermark stands. */
import type { Stream } from "../api/types";
import { readRef } from "../flow/document";
import { followed } from "../run";
import { busyText } from "../run/readingText";
import { timeText } from "../run/timeText";
import { busyNow, pressureOf, streamWatermark } from "../run/watching";
import { useFigure, useLive, writeData, writeText } from "./figures";
import { rateText, shortTotal } from "./figureTexts";
import classes from "./StreamFigures.module.css";

export function StreamFigures({ stream }: { stream: Stream }) {
  const from = readRef(stream.from);
  const rate = useFigure<HTMLSpanElement>(() => rateText(from.stepId, from.port));
  const total = useFigure<HTMLSpanElement>(() => shortTotal(from.stepId, from.port));
  return (
    <span className={`${classes.figures} figures`} data-testid={`figures-${stream.from}>${stream.to}`}>
      <span ref={rate} className={classes.above} />
      <span className={classes.below}>
        <span ref={total} />
        <Busy stream={stream} />
        <Watermark stream={stream} words="⌙ " />
      </span>
    </span>
  );
}

/** The same at full length, for a stream that is looked at. */
export function StreamReadings({ stream }: { stream: Stream }) {
  return (
    <span className={`${classes.readings} figures`}>
      <Watermark stream={stream} words="watermark " />
      <Busy stream={stream} words={` at ${readRef(stream.to).stepId}`} />
    </span>
  );
}

/** How busy the step is that this stream flows into: what it cannot take, waits here. */
function Busy({ stream, words = "" }: { stream: Stream; words?: string }) {
  const { stepId } = readRef(stream.to);
  const busy = useLive<HTMLSpanElement>((element) => {
    const share = busyNow(followed.getState(), stepId);
    writeData(element, "pressure", pressureOf(share ?? 0));
    writeText(element, share === null ? "" : `${busyText(share)}${words}`);
  });
  return <span ref={busy} className={classes.busy} />;
}

function Watermark({ stream, words }: { stream: Stream; words: string }) {
  const [from, to] = [readRef(stream.from), readRef(stream.to)];
  const watermark = useFigure<HTMLSpanElement>(() => {
    const at = streamWatermark(followed.getState(), from.stepId, to.stepId);
    return at === null ? "" : `${words}${timeText(at, false).slice(0, "00:00:00".length)}`;
  });
  return <span ref={watermark} className={classes.watermark} />;
}
