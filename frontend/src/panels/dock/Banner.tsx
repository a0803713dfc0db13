/** A line above every tab, with a sign before it. */
import type { ReactNode } from "react";
import IconAlertCircle from "@tabler/icons-react/dist/esm/icons/IconAlertCircle.mjs";

interface BannerProps {
  readonly kind: "error" | "warning" | "quiet";
  readonly testId: string;
  readonly icon?: typeof IconAlertCircle;
  readonly children: ReactNode;
}

export function Banner({ kind, testId, icon: Icon = IconAlertCircle, children }: BannerProps) {
  return (
    <div className={`dk-banner dk-banner-${kind}`} data-testid={testId}>
      <Icon size={15} aria-hidden="true" />
      {children}
    </div>
  );
}
