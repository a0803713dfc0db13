/** What moves the picture, for who does not use wheel and keys; and the way on to the newest item. */
import IconFit from "@tabler/icons-react/dist/esm/icons/IconArrowAutofitWidth.mjs";
import IconNewest from "@tabler/icons-react/dist/esm/icons/IconPlayerTrackNext.mjs";
import IconPrevious from "@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs";
import IconNext from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import IconZoomIn from "@tabler/icons-react/dist/esm/icons/IconZoomIn.mjs";
import IconZoomOut from "@tabler/icons-react/dist/esm/icons/IconZoomOut.mjs";
import type { ComponentType, RefObject } from "react";
import type { Seen, Stage } from "../../timeline/stage";
import { isAlive } from "../../run/runState";
import { LateMark } from "../dock/LateTab";
import { useRun } from "../dock/runStore";
import { chooseRow } from "./chosen";

interface Tools {
  readonly stage: RefObject<Stage | null>;
  readonly seen: Seen | null;
  readonly chosen: number;
}

export function PictureTools({ stage, seen, chosen }: Tools) {
  const alive = useRun(isAlive);
  const toLate = (step: 1 | -1): void => {
    const { current } = stage;
    if (current !== null) chooseRow(current.timeline, current.nextLate(chosen, step));
  };
  const late = seen?.drawn.late ?? 0;
  return (
    <span className="tl-tools">
      {alive && seen?.following === null && (
        <button type="button" className="dk-chip" onClick={() => stage.current?.follow()} data-testid="timeline-follow">
          <IconNewest size={12} aria-hidden="true" /> Follow
        </button>
      )}
      <LateMark />
      <Tool title="The late item before ( [ )" Icon={IconPrevious} onClick={() => toLate(-1)} disabled={late === 0} />
      <Tool title="The next late item ( ] )" Icon={IconNext} onClick={() => toLate(1)} disabled={late === 0} />
      <span className="tl-gap" />
      <Tool title="Closer ( + )" Icon={IconZoomIn} onClick={() => stage.current?.zoom(1 / 1.5)} />
      <Tool title="Further away ( - )" Icon={IconZoomOut} onClick={() => stage.current?.zoom(1.5)} />
      <Tool title="Everything ( 0 )" Icon={IconFit} onClick={() => stage.current?.fit()} />
    </span>
  );
}

interface ToolProps {
  readonly title: string;
  readonly Icon: ComponentType<{ size?: number | string; "aria-hidden"?: "true" }>;
  readonly onClick: () => void;
  readonly disabled?: boolean;
}

function Tool({ title, Icon, onClick, disabled = false }: ToolProps) {
  return (
    <button type="button" className="dk-icon-button" title={title} aria-label={title.replace(/ \(.*/, "")} onClick={onClick} disabled={disabled}>
      <Icon size={14} aria-hidden="true" />
    </button>
  );
}
