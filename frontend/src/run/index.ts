/** The watching half of the studio, as the rest of it may use it: commands of a run, and the counters of its ports. */
export { closeRun, dismissRefusal, finishRun, openRun, pauseRun, resumeRun, setRunSpeed, startRun, stepRun, stopRun } from "./commands";
export type { Counter as PortCounter } from "./counters";
export { followed, reconnect, type Followed } from "./followed";
export { portCounter, stepStats, subscribeCounters } from "./readings";
