/** What is beside the picture: the item that is chosen, else what another wait would have done. */
import type { Timeline } from "../../timeline/timeline";
import { ItemCard } from "./ItemCard";
import { WhatIf } from "./WhatIf";

interface BesideProps {
  readonly step: string;
  readonly timeline: Timeline;
  readonly version: number;
  readonly chosen: number;
  readonly wait_us: number;
  readonly onWait: (wait_us: number | null) => void;
}

export function Beside({ step, timeline, version, chosen, wait_us, onWait }: BesideProps) {
  if (chosen >= 0) return <ItemCard step={step} timeline={timeline} row={chosen} />;
  return <WhatIf step={step} timeline={timeline} version={version} wait_us={wait_us} onWait={onWait} />;
}
