/** What a run does in one step: how much left each port, on its card; its state and how it keeps up, below the card. */
import type { OperatorEntry, PortEntry } from "../api/types";
import { followed } from "../run";
import { busyText, lagText, NO_READING, STATE_TEXTS } from "../run/readingText";
import { busyNow, lagMs, pressureOf, stepState } from "../run/watching";
import { useRunning } from "../state/running";
import { useFigure, useLive, writeData, writeText } from "./figures";
import { enteredText, takenText, totalText } from "./figureTexts";
import classes from "./StepFigures.module.css";

/** The counts on the card itself. */
export function StepCounts({ stepId, entry }: { stepId: string; entry: OperatorEntry | undefined }) {
  const sink = (entry?.downs.length ?? 0) === 0;
  return (
    <span className={classes.counts}>
      {sink ? <Count role="main" title="Items taken in" read={() => takenText(stepId)} /> : null}
      {entry?.downs.map((port) => (
        <Count
          key={port.name}
          role={port.role}
          title={`${port.name}: ${port.help}`}
          read={() => totalText(stepId, port.name)}
        />
      ))}
    </span>
  );
}

function Count({ role, title, read }: { role: PortEntry["role"]; title: string; read: () => string }) {
  const text = useFigure<HTMLSpanElement>(read);
  return <span ref={text} className={classes.count} data-role={role} title={title} />;
}

/** The line below the card while a run is looked at: `▶ running   12 s behind   82 % busy   1.2K in`. */
export function StepStrip({ stepId }: { stepId: string }) {
  const running = useRunning();
  return running ? <Strip stepId={stepId} /> : null;
}

function Strip({ stepId }: { stepId: string }) {
  const state = useLive<HTMLSpanElement>((element) => {
    const now = stepState(followed.getState(), stepId);
    writeData(element, "state", now ?? "none");
    writeText(element, now === null ? "" : STATE_TEXTS[now]);
  });
  const entered = useFigure<HTMLSpanElement>(() => enteredText(stepId));
  const busy = useLive<HTMLSpanElement>((element) => {
    const share = busyNow(followed.getState(), stepId);
    writeData(element, "pressure", pressureOf(share ?? 0));
    writeText(element, share === null ? "" : busyText(share));
  });
  const lag = useFigure<HTMLSpanElement>(() => known(lagText(lagMs(followed.getState(), stepId))));
  return (
    <div className={`${classes.strip} figures`} data-testid={`strip-${stepId}`}>
      <span ref={state} className={classes.state} title="How this step is" />
      <span ref={lag} className={classes.lag} title="How far its watermark is behind the system's clock" />
      <span ref={busy} className={classes.busy} title="The share of its time that it works" />
      <span ref={entered} title="Items that came in" />
    </div>
  );
}

function known(text: string): string {
  return text === NO_READING ? "" : text;
}
