/**
 * What is looked at, kept in the address: what is selected on the canvas, and whatever else a room adds.
 *
 *     screen changes --read--> address, replaced          address opened, or Back --apply--> screen
 *
 * While an address is being opened it is not written: the screen has not caught up with it. What a person looks at
 * meanwhile stays, whatever the address says.
 */
import { sameStream } from "../flow/document";
import { flowNow, select, useFlow } from "./flowStore";
import { notify } from "./notices";
import { addressNow, provideLooked, putAddress, readLooked, type Looked } from "./route";

/** A part of the screen that has something to look at. */
export interface LookedPart {
  /** Return what is looked at, as parameters. */
  read(): Looked;
  /** Look at that, but where something else is looked at than `before`, when opening began; returns in words what of it there is not. */
  apply(looked: Looked, before: Looked): readonly string[];
  /** Call back when something else is looked at; returns how to end that. */
  watch(onChange: () => void): () => void;
}

/** The address changes when the hand rests: a browser refuses what is changed too often. */
const PAUSE_MS = 250;

const parts = new Set<LookedPart>();
let opening: Looked | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

const screenNow = (): Looked => Object.assign({}, ...[...parts].map((part) => part.read()));
const lookedAt = (): Looked => opening ?? screenNow();

/** Keep in the address what this part looks at; returns how to end that. */
export function keepLooked(part: LookedPart): () => void {
  parts.add(part);
  provideLooked(lookedAt);
  const stop = part.watch(writeSoon);
  return () => {
    stop();
    parts.delete(part);
  };
}

function writeSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(writeNow, PAUSE_MS);
}

/** Write at once what was still to be written. */
export function writeNow(): void {
  clearTimeout(timer);
  timer = undefined;
  if (opening === null) putAddress(addressNow(), "replace");
}

/** Open the address with `open`, and then look at what it says. */
export async function lookWhen(open: () => Promise<void>): Promise<void> {
  const looked = readLooked(new URL(location.href));
  clearTimeout(timer);
  opening = looked;
  const before = screenNow();
  try {
    await open();
  } finally {
    // Another address may have been opened meanwhile: that one has the say.
    if (opening === looked) {
      opening = null;
      const missing = [...parts].flatMap((part) => part.apply(looked, before));
      if (missing.length > 0) notify("info", "Not everything in this link is there", missing.join(" "));
      writeNow();
    }
  }
}

const [STEP, STREAM] = ["step", "stream"];

/** What is selected on the canvas. */
export const selectionPart: LookedPart = {
  read() {
    const { steps, streams } = useFlow.getState().selection;
    return {
      // A link to a hundred steps is nobody's: a selection that large is for a gesture, not to be looked at.
      ...(steps.length > 0 && steps.length <= MOST_STEPS ? { [STEP]: steps } : {}),
      ...(streams.length > 0 && streams.length <= MOST_STEPS ? { [STREAM]: streams.map(({ from, to }) => `${from}>${to}`) } : {}),
    };
  },
  apply(looked, before) {
    if (selectedMeanwhile(before)) return [];
    const flow = flowNow();
    const wanted = { steps: looked[STEP] ?? [], streams: (looked[STREAM] ?? []).map(streamIn) };
    const steps = wanted.steps.filter((id) => flow.steps.some((step) => step.id === id));
    const streams = wanted.streams.filter((stream) => flow.streams.some((other) => sameStream(other, stream)));
    if (steps.length > 0 || streams.length > 0) select({ steps, streams });
    return [
      ...wanted.steps.filter((id) => !steps.includes(id)).map((id) => `There is no step '${id}'.`),
      ...wanted.streams.filter((stream) => !streams.includes(stream)).map(({ from, to }) => `There is no stream from '${from}' to '${to}'.`),
    ];
  },
  watch: (onChange) => useFlow.subscribe((state, before) => state.selection !== before.selection && onChange()),
};

const MOST_STEPS = 20;

/** A flow that is opened comes with nothing selected, so what is selected now and was not before is a person's. */
function selectedMeanwhile(before: Looked): boolean {
  const now = selectionPart.read();
  return [STEP, STREAM].some((name) => now[name] !== undefined && now[name].join() !== before[name]?.join());
}

function streamIn(text: string): { from: string; to: string } {
  const [from = "", to = ""] = text.split(">");
  return { from, to };
}
