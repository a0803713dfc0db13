/** How a window step tells time, read from its config: its clock, its wait, and which windows there are. */
import type { Step } from "../api/types";
import { isNumber } from "../flow/exactJson";
import { readDuration, readInstant, type Read } from "../flow/micros";
import { DEFAULT_WAIT } from "../run/clockOf";
import { lastCloseOf, type Even, type Rules, type Sessions } from "../run/replay";

export type Windower = Even | Sessions | { readonly kind: "unknown" };

export interface Setting {
  /** Where an item belongs to the moment it arrives, nothing is late and no wait changes anything. */
  readonly clock: "event" | "system";
  readonly wait_us: number;
  readonly lateRule: "behind_watermark" | "window_closed";
  readonly windower: Windower;
}

export const UNKNOWN_SETTING: Setting = { clock: "event", wait_us: spanUs(DEFAULT_WAIT), lateRule: "behind_watermark", windower: { kind: "unknown" } };

/** Return how this step tells time. */
export function settingOf(step: Step | undefined): Setting {
  const clock = record(step?.config["clock"]);
  return {
    clock: clock["type"] === "system" ? "system" : "event",
    wait_us: clock["type"] === "system" ? 0 : spanUs(clock["wait"] ?? DEFAULT_WAIT),
    lateRule: clock["late_rule"] === "window_closed" ? "window_closed" : "behind_watermark",
    windower: windowerOf(record(step?.config["windower"])),
  };
}

function windowerOf(config: Readonly<Record<string, unknown>>): Windower {
  if (config["type"] === "session") return { kind: "session", gap_us: spanUs(config["gap"]) };
  const length_us = spanUs(config["length"]);
  if (!(length_us > 0)) return { kind: "unknown" };
  const offset_us = config["type"] === "sliding" ? spanUs(config["offset"]) : length_us;
  const align = config["align_to"];
  return { kind: "even", length_us, offset_us, align_us: align === undefined ? 0 : alignUs(align) };
}

function spanUs(value: unknown): number {
  return isNumber(value) ? Number(value) : read(readDuration(String(value)));
}

function alignUs(value: unknown): number {
  return isNumber(value) ? Number(value) : read(readInstant(String(value)));
}

function read(what: Read): number {
  return "us" in what ? Number(what.us) : Number.NaN;
}

/** Return when the last window closes that an item of this time alone would be in. */
export function lastClose(setting: Setting, time_us: number): number {
  const { windower } = setting;
  if (windower.kind === "session") return time_us + windower.gap_us + 1;
  return windower.kind === "unknown" ? Number.NaN : lastCloseOf(windower, time_us);
}

/** Return how the step judges at a wait; null where its windows are not known. */
export function rulesAt({ windower, lateRule }: Setting, wait_us: number): Rules | null {
  return windower.kind === "unknown" ? null : { windower, wait_us, byWindow: lateRule === "window_closed" };
}

/** Return the last watermark at which an item of this time is not late. */
export function keptUntil(setting: Setting, time_us: number): number {
  return setting.lateRule === "window_closed" ? lastClose(setting, time_us) - 1 : time_us;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
