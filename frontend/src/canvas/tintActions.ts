/** The actions that tint notes and groups, in the order in which they are offered. */
import type { Tint } from "../api/types";

export const TINT_ACTIONS = ["tintGrey", "tintAmber", "tintBlue", "tintTeal", "tintCoral", "tintMagenta"] as const;

export function tintOf(name: (typeof TINT_ACTIONS)[number]): Tint {
  return name.slice(4).toLowerCase() as Tint;
}
