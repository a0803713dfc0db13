/** Keeps how fast items pass every step of the run that is followed, from its beginning on, whichever tab is open. */
import { followed } from "../../run";
import { RateHistory } from "../../run/rateHistory";

let runId: string | null = null;
let history = new RateHistory();

followed.subscribe((run) => {
  if (run.runId !== runId) {
    runId = run.runId;
    history = new RateHistory();
  }
  if (run.status === "running") history.note(performance.now(), run.counters, Object.keys(run.steps));
});

/** Return the rates of a step over the last minutes, oldest first. */
export function ratesNow(step: string): readonly number[] {
  return history.of(step);
}
