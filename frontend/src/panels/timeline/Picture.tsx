/** The picture itself: three layers of canvas, moved by pointer, wheel and keys, with words for who does not see it. */
import { useEffect, useId, useRef, type KeyboardEvent } from "react";
import { sceneText, untoldText } from "../../timeline/describe";
import { Stage, type Seen, type Wish } from "../../timeline/stage";
import type { Timeline } from "../../timeline/timeline";
import { useDock } from "../dock/dockStore";
import { chooseNothing, chooseRow } from "./chosen";
import { PictureTools } from "./PictureTools";
import { Scroller } from "./Scroller";
import { Tip } from "./Tip";
import { usePointer } from "./usePointer";
import { coloursOfPage } from "./pageColours";

interface PictureProps {
  readonly timeline: Timeline;
  readonly version: number;
  readonly wish: Wish;
  readonly seen: Seen | null;
  readonly onSeen: (seen: Seen) => void;
  readonly hidden: boolean;
}

export function Picture({ timeline, version, wish, seen, onSeen, hidden }: PictureProps) {
  const plot = useRef<HTMLDivElement | null>(null);
  const stage = useStage(plot, timeline, onSeen);
  const words = useId();
  useEffect(() => stage.current?.setWish(wish), [stage, wish]);
  useEffect(() => stage.current?.invalidate(), [stage, version]);
  useEffect(() => {
    if (wish.chosen >= 0) stage.current?.reveal(wish.chosen);
  }, [stage, wish.chosen]);
  usePointer(plot, stage);
  const untold = untoldText(timeline);
  return (
    <div className="tl-picture" data-hidden={hidden}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- An application is interactive. */}
      <div
        ref={plot}
        className="tl-plot"
        role="application"
        aria-label="Timeline of event time"
        aria-describedby={words}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- The picture is moved by keys.
        tabIndex={hidden ? -1 : 0}
        onKeyDown={(event) => onKey(event, stage.current, wish.chosen)}
        data-testid="timeline-plot"
      >
        <canvas className="tl-layer" aria-hidden="true" />
        <canvas className="tl-layer" aria-hidden="true" />
        <canvas className="tl-layer" aria-hidden="true" />
        {seen?.hit && <Tip seen={seen} />}
      </div>
      {seen?.scene.by === "keys" && <Scroller scene={seen.scene} onScroll={(top) => stage.current?.scrollTo(top)} />}
      <div className="tl-foot">
        <Legend />
        {untold !== null && <span className="dk-note" data-testid="timeline-untold">{untold}</span>}
        <span className="dk-spring" />
        <PictureTools stage={stage} seen={seen} chosen={wish.chosen} />
      </div>
      <p id={words} className="dk-hidden" data-testid="timeline-words">{seen === null ? "" : sceneText(seen.scene)}</p>
    </div>
  );
}

function useStage(plot: React.RefObject<HTMLDivElement | null>, timeline: Timeline, onSeen: (seen: Seen) => void): React.RefObject<Stage | null> {
  const stage = useRef<Stage | null>(null);
  useEffect(() => {
    const element = plot.current;
    const [base, marks, overlay] = element?.querySelectorAll("canvas") ?? [];
    if (element === null || base === undefined || marks === undefined || overlay === undefined) return undefined;
    const made = new Stage(timeline, { base, marks, overlay }, coloursOfPage(), onSeen);
    stage.current = made;
    const fit = (): void => made.resize(element.clientWidth, element.clientHeight, devicePixelRatio);
    const sizes = new ResizeObserver(fit);
    sizes.observe(element);
    const scheme = new MutationObserver(() => made.recolour(coloursOfPage()));
    scheme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });
    fit();
    return () => {
      sizes.disconnect();
      scheme.disconnect();
      made.close();
    };
  }, [plot, timeline, onSeen]);
  return stage;
}

/** Move by a key; Enter opens the item that is chosen, [ and ] go from late item to late item. */
function onKey(event: KeyboardEvent, stage: Stage | null, chosen: number): void {
  if (stage === null || event.ctrlKey || event.metaKey || event.altKey) return;
  const late = (step: 1 | -1) => () => chooseRow(stage.timeline, stage.nextLate(chosen, step));
  const far = event.shiftKey ? 0.8 : 0.1;
  const moves: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => stage.pan(-far),
    ArrowRight: () => stage.pan(far),
    ArrowUp: () => stage.scrollTo(stage.scroll - 30),
    ArrowDown: () => stage.scrollTo(stage.scroll + 30),
    PageUp: () => stage.scrollTo(stage.scroll - 200),
    PageDown: () => stage.scrollTo(stage.scroll + 200),
    "+": () => stage.zoom(1 / 1.5),
    "=": () => stage.zoom(1 / 1.5),
    "-": () => stage.zoom(1.5),
    Home: () => stage.goTo("first"),
    End: () => stage.goTo("last"),
    0: () => stage.fit(),
    "[": late(-1),
    "]": late(1),
    Enter: () => document.querySelector<HTMLElement>("[data-timeline-card]")?.focus(),
    Escape: () => {
      chooseNothing();
      useDock.setState({ timelineRange: null });
    },
  };
  const move = moves[event.key];
  if (move === undefined) return;
  event.preventDefault();
  move();
}

function Legend() {
  return (
    <span className="tl-legend" aria-hidden="true">
      <svg width="8" height="8"><circle cx="4" cy="4" r="3" className="tl-ontime" /></svg> on time
      <svg width="10" height="10"><path d="M5 1 9 5 5 9 1 5z" className="tl-late" /></svg> late
      <span className="tl-bar-closed" /> closed
      <span className="dk-open-mark" /> open
      <svg width="14" height="10"><path d="M0 9h5V5h5V1h4" className="tl-watermark" /></svg> watermark
    </span>
  );
}
