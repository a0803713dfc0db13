/** The frame of the dock: a handle that changes its height, and its height remembered. */
import { useCallback, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { useLayout } from "../state/layout";
import classes from "./DockFrame.module.css";

const LEAST = 96;
const STEP = 24;
const CLOSED = 33;
const most = (): number => Math.max(LEAST, innerHeight - 260);
const fitted = (height: number): number => Math.round(Math.min(Math.max(height, LEAST), most()));

function resize(height: number): void {
  if (height < LEAST - STEP) useLayout.setState({ dockOpen: false });
  else useLayout.setState({ dockHeight: fitted(height), dockOpen: true });
}

export function DockFrame({ children }: { children: ReactNode }) {
  const { dockHeight, dockOpen } = useLayout();
  const drag = useCallback((event: PointerEvent<HTMLDivElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(innerHeight - event.clientY);
  }, []);
  return (
    <section aria-label="Dock" className={classes.frame} style={{ height: dockOpen ? fitted(dockHeight) : CLOSED }} data-open={dockOpen}>
      {/* A separator that can be moved is a control: it has a value and takes the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        role="separator"
        aria-label="Height of the dock"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={most()}
        aria-valuenow={dockOpen ? dockHeight : 0}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={classes.handle}
        title="Drag to resize, double-click to fold"
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onDoubleClick={() => useLayout.setState({ dockOpen: !dockOpen })}
        onKeyDown={onKey}
      />
      <div className={classes.content}>{children}</div>
    </section>
  );
}

function onKey(event: KeyboardEvent): void {
  const { dockHeight, dockOpen } = useLayout.getState();
  const moves: Record<string, () => void> = {
    ArrowUp: () => resize(dockOpen ? dockHeight + STEP : LEAST),
    ArrowDown: () => resize(dockHeight - STEP),
    Home: () => resize(most()),
    End: () => useLayout.setState({ dockOpen: false }),
    Enter: () => useLayout.setState({ dockOpen: !dockOpen }),
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  move();
}
