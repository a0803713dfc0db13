/** Connecting from the keyboard: a step's compatible ports, one after the other, until one is taken or all are left. */
import { create } from "zustand";
import { fittingChoices, type Choice } from "../flow/connect";
import { writeRef } from "../flow/document";
import { announce, hush, sayAloud } from "./announcing";
import { connect, sceneNow } from "./steps";
import { openDialog } from "./view";

interface Wiring {
  /** The connections that can be made, the likeliest first; empty while none is being made. */
  choices: readonly Choice[];
  at: number;
}

export const useWiring = create<Wiring>(() => ({ choices: [], at: 0 }));

/** How a port looks while a connection is chosen; null while none is. */
export function wiringMood({ choices, at }: Wiring, name: string): "start" | "aimed" | "fits" | "refuses" | null {
  const now = choices[at];
  if (!now) return null;
  if (writeRef(now.from) === name || writeRef(now.to) === name) return "aimed";
  return choices.some(({ from, to }) => writeRef(from) === name || writeRef(to) === name) ? "fits" : "refuses";
}

/** Begin to connect a step; when nothing fits, say so and show why. */
export function startWiring(stepId: string): void {
  const choices = fittingChoices(sceneNow(), stepId);
  if (choices.length === 0) {
    sayAloud(`No port fits ${stepId}. The list says why.`);
    return openDialog({ kind: "connect", stepId });
  }
  useWiring.setState({ choices, at: 0 });
  tell(" Arrows choose, Enter connects, Escape leaves.");
}

export function moveWiring(by: number): void {
  useWiring.setState(({ choices, at }) => ({ at: (at + by + choices.length) % choices.length }));
  tell();
}

export function finishWiring(): void {
  const { choices, at } = useWiring.getState();
  const choice = choices[at];
  endWiring();
  if (!choice) return;
  const verdict = connect(choice.from, choice.to);
  announce(verdict.ok ? `Connected ${writeRef(choice.from)} to ${writeRef(choice.to)}.` : verdict.why);
}

export function leaveWiring(): void {
  endWiring();
  sayAloud("Nothing connected.");
}

function endWiring(): void {
  useWiring.setState({ choices: [], at: 0 });
  hush();
}

function tell(more = ""): void {
  const { choices, at } = useWiring.getState();
  const choice = choices[at];
  if (choice) announce(`${writeRef(choice.from)} to ${writeRef(choice.to)}, ${at + 1} of ${choices.length}.${more}`);
}

/** Listen before anything else does while a connection is chosen; returns how to end that. */
export function keepWiring(): () => void {
  addEventListener("keydown", onKey, true);
  addEventListener("pointerdown", onPointer, true);
  return () => {
    removeEventListener("keydown", onKey, true);
    removeEventListener("pointerdown", onPointer, true);
  };
}

const KEYS: Readonly<Record<string, () => void>> = {
  ArrowRight: () => moveWiring(1),
  ArrowDown: () => moveWiring(1),
  ArrowLeft: () => moveWiring(-1),
  ArrowUp: () => moveWiring(-1),
  Enter: finishWiring,
  Escape: leaveWiring,
};

function onKey(event: KeyboardEvent): void {
  if (useWiring.getState().choices.length === 0) return;
  const act = KEYS[event.key];
  if (!act) {
    // Any other key that does something means that the person went on to something else.
    if (event.key.length === 1 || event.key === "Tab") endWiring();
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  act();
}

function onPointer(): void {
  if (useWiring.getState().choices.length > 0) endWiring();
}
