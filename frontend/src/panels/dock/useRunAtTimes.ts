/** The run that is followed, looked at now and then: figures that nobody reads seven times a second. */
import { useEffect, useState } from "react";
import { followed, type Followed } from "../../run";

/** Return the run as it is, drawn again at most once in this many milliseconds; how it stands is always seen at once. */
export function useRunAtTimes(every_ms: number): Followed {
  const [run, look] = useState(() => followed.getState());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lookNow = (): void => {
      clearTimeout(timer);
      timer = undefined;
      look(followed.getState());
    };
    const unsubscribe = followed.subscribe((now, before) => {
      if (now.status !== before.status || now.runId !== before.runId) lookNow();
      else timer ??= setTimeout(lookNow, every_ms);
    });
    lookNow();
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [every_ms]);
  return run;
}
