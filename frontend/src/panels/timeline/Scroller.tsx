/** The scroll bar of the lanes: the browser's own, beside a picture that is drawn by hand. */
import { useEffect, useRef } from "react";
import { mostScroll, type Scene } from "../../timeline/scene";

export function Scroller({ scene, onScroll }: { scene: Scene; onScroll: (top: number) => void }) {
  const bar = useRef<HTMLDivElement | null>(null);
  useEffect(() => {
    if (bar.current !== null && Math.abs(bar.current.scrollTop - scene.scroll) > 1) bar.current.scrollTop = scene.scroll;
  }, [scene.scroll]);
  if (mostScroll(scene) === 0) return null;
  return (
    <div ref={bar} className="tl-scroller" style={{ height: scene.height }} aria-hidden="true" onScroll={(event) => onScroll(event.currentTarget.scrollTop)}>
      <div style={{ height: scene.height + mostScroll(scene) }} />
    </div>
  );
}
