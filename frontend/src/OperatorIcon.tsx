/** The icon of an operator, by the name its declaration gives. */
import { createElement } from "react";
import type { OperatorEntry } from "./api/types";
import { operatorIcon } from "./operatorIcons";

interface Props {
  entry: Pick<OperatorEntry, "icon" | "group"> | undefined;
  className?: string | undefined;
}

export function OperatorIcon({ entry, className }: Props) {
  return createElement(operatorIcon(entry?.icon ?? "", entry?.group ?? ""), { size: 16, stroke: 1.6, className, "aria-hidden": true });
}
