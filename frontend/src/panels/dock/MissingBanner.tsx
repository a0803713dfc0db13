/** What of a run the screen does not show, in words: of items above `Output`, where they are read; put away once, it stays away. */
import { useMemo } from "react";
import IconDots from "@tabler/icons-react/dist/esm/icons/IconDots.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { missingOf, missingText } from "../../run/gaps";
import { Banner } from "./Banner";
import { useDismissed } from "./dismissed";
import { useDock } from "./dockStore";
import { useRunAtTimes } from "./useRunAtTimes";

const EVERY_MS = 1_000;

export function MissingBanner() {
  const run = useRunAtTimes(EVERY_MS);
  const known = useDismissed((dismissed) => dismissed.missing);
  const away = useDock(({ tab }) => tab !== "output") || known;
  const missing = useMemo(() => missingOf(run), [run]);
  // Events that never came are no matter of taste: that stays.
  const text = missingText(away ? { ...missing, items: 0, ports: [] } : missing);
  if (text === null) return null;
  return (
    <Banner kind="quiet" testId="run-missing" icon={IconDots}>
      <span className="dk-reason">{text}</span>
      <span className="dk-spring" />
      {missing.items > 0 && !away && <button type="button" className="dk-icon-button" aria-label="Put this message away" onClick={() => useDismissed.setState({ missing: true })}><IconX size={14} aria-hidden="true" /></button>}
    </Banner>
  );
}
