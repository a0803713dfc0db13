/** Finding in the flow: what is looked for, and which place one is at. */
import { create } from "zustand";
import { findInFlow, type Place } from "../flow/find";
import { useCatalogue } from "./catalogue";
import { flowNow, select, useFlow } from "./flowStore";
import { revealStep } from "./view";

interface Finding {
  open: boolean;
  query: string;
  /** The place that was gone to last; -1 before the first. */
  at: number;
  /** Counts requests to find, so that the field can take the focus again. */
  count: number;
}

export const useFinding = create<Finding>(() => ({ open: false, query: "", at: -1, count: 0 }));

export function openFind(): void {
  useFinding.setState(({ count }) => ({ open: true, at: -1, count: count + 1 }));
}

/** Close it; the step one has come to takes the focus. */
export function closeFind(): void {
  useFinding.setState({ open: false });
  const [stepId] = useFlow.getState().selection.steps;
  if (stepId !== undefined) revealStep(stepId);
}

export function lookFor(query: string): void {
  useFinding.setState({ query, at: -1 });
}

/** Return the places where it stands in the flow as it is now. */
export function placesNow(query = useFinding.getState().query): Place[] {
  return findInFlow(flowNow(), query, { operators: useCatalogue.getState().operators, check: useFlow.getState().check });
}

/** Go to the next place, or the one before; round at the ends. */
export function findNext(by: 1 | -1): void {
  const places = placesNow();
  const { at, query } = useFinding.getState();
  if (query.trim() === "") return openFind();
  if (places.length === 0) return;
  const next = at === -1 ? (by === 1 ? 0 : places.length - 1) : (at + by + places.length) % places.length;
  useFinding.setState({ at: next });
  const place = places[next];
  if (place) goToPlace(place, false);
}

/** Select the step of a place; with `editing`, its field takes the focus. */
export function goToPlace(place: Place, editing: boolean): void {
  if (place.stepId === null) return;
  select({ steps: [place.stepId] });
  revealStep(place.stepId, editing ? place.field : null);
}
