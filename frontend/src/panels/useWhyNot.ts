/** Whether an action can be done, followed while it is on the screen. */
import { useSyncExternalStore } from "react";
import { followed } from "../run";
import { whyNot, type ActionName } from "../state/actions";
import { useFlow } from "../state/flowStore";
import { useLayout } from "../state/layout";
import { useView } from "../state/view";

function subscribe(tell: () => void): () => void {
  const stops = [useFlow, useLayout, useView, followed].map((store) => store.subscribe(tell));
  return () => stops.forEach((stop) => stop());
}

/** Return null when it can be done now, else in words why not. */
export function useWhyNot(name: ActionName): string | null {
  return useSyncExternalStore(subscribe, () => whyNot(name));
}
