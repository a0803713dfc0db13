/** How a person wants timelines drawn; kept between visits of the page, but not in its address. */
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { Zone } from "../../timeline/instants";
import type { LaneOrder } from "../../timeline/lanes";
import type { Spread } from "../../timeline/waitAxis";

interface Choices {
  readonly zone: Zone;
  readonly order: LaneOrder;
  readonly spread: Spread;
  readonly asTable: boolean;
  readonly whatIf: boolean;
}

export const useChoices = create<Choices>()(
  persist<Choices>(() => ({ zone: "utc", order: "late", spread: "magnitude", asTable: false, whatIf: true }), { name: "tidegate.timeline" }),
);
