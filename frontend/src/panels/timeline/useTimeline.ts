/** The timelines of the run that is followed, brought up to date whenever it tells something. */
import { useEffect, useState } from "react";
import { followed, type Followed } from "../../run";
import { Timeline } from "../../timeline/timeline";

/** One for each window step that was looked at; kept while other tabs are in front. */
const timelines = new Map<string, Timeline>();

function timelineOf(run: Followed, stepId: string): Timeline {
  const known = timelines.get(stepId);
  if (known?.goesOnWith(run)) return known;
  const fresh = new Timeline(run.runId, stepId);
  timelines.set(stepId, fresh);
  return fresh;
}

function upToDate(run: Followed, stepId: string): Timeline {
  const timeline = timelineOf(run, stepId);
  timeline.update(run);
  return timeline;
}

export interface Current {
  readonly timeline: Timeline;
  /** Another number when the timeline has changed. */
  readonly version: number;
}

/** Return the timeline of a step, and draw again when there is more in it. */
export function useTimeline(stepId: string): Current {
  const [current, set] = useState(() => now(stepId));
  useEffect(() => {
    const look = (): void => set((before) => changed(before, now(stepId)));
    look();
    return followed.subscribe(look);
  }, [stepId]);
  return current;
}

function now(stepId: string): Current {
  const timeline = upToDate(followed.getState(), stepId);
  return { timeline, version: timeline.version };
}

function changed(before: Current, after: Current): Current {
  return before.timeline === after.timeline && before.version === after.version ? before : after;
}
