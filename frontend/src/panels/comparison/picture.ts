/** The picture of a comparison is drawn by the canvas, which no panel knows: the page hands it in. */
import { createContext, type ReactNode } from "react";
import type { Comparison } from "../../flow/comparison";

export interface PictureProps {
  comparison: Comparison;
  /** The step whose changes are listed, or null. */
  chosen: string | null;
  onChoose: (stepId: string) => void;
}

export const ComparisonPicture = createContext<(props: PictureProps) => ReactNode>(() => null);
