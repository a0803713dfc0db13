/**
 * The system clock of a live run, as far as a page can follow it from what the run tells.
 *
 *     told     started   paused      resumed, twice as fast    stats
 *     machine  0         10 . . . .  30                        40
 *     system   0         10 . . . .  10                        30
 *
 * A run tells when its clock stops and how fast it goes; what it tells of the system time itself is believed over this.
 */
import { instantMs } from "./timeText";

export interface SystemClock {
  /** A reading of the machine's clock, and the system time then. */
  readonly machine_ms: number;
  readonly system_ms: number;
  readonly speed: number;
  readonly still: boolean;
}

/** Return the clock of a run that began at this instant of the machine's clock; null when that is none. */
export function clockFrom(at: string): SystemClock | null {
  const machine_ms = instantMs(at);
  return machine_ms === null ? null : { machine_ms, system_ms: machine_ms, speed: 1, still: false };
}

/** Return the system time at an instant of the machine's clock, in milliseconds since 1970. */
export function systemAt(clock: SystemClock, at: string): number {
  const passed_ms = Math.max(0, (instantMs(at) ?? clock.machine_ms) - clock.machine_ms);
  return clock.still ? clock.system_ms : clock.system_ms + passed_ms * clock.speed;
}

/** Return the clock from an instant on at which it stops, goes on, or changes its speed. */
export function clockGoing(clock: SystemClock, at: string, speed: number, still: boolean): SystemClock {
  const machine_ms = Math.max(clock.machine_ms, instantMs(at) ?? clock.machine_ms);
  return { machine_ms, system_ms: systemAt(clock, at), speed, still };
}

/** Return the clock set to what the run itself says its system time is at that instant. */
export function clockTold(clock: SystemClock, at: string, systemTime: string | null): SystemClock {
  const system_ms = instantMs(systemTime);
  return system_ms === null ? clock : { ...clock, machine_ms: instantMs(at) ?? clock.machine_ms, system_ms };
}
