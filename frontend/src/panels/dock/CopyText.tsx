/** A button that puts a text on the clipboard and says so for a moment. */
import { useEffect, useState } from "react";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import IconCopy from "@tabler/icons-react/dist/esm/icons/IconCopy.mjs";
import { notifyFailure } from "../../state/notices";

const SAID_MS = 1_500;

interface CopyTextProps {
  readonly label: string;
  readonly title?: string;
  readonly testId?: string;
  readonly disabled?: boolean;
  /** Makes the text when it is asked for. */
  readonly text: () => string;
}

export function CopyText({ label, title, testId, disabled, text }: CopyTextProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    navigator.clipboard.writeText(text()).then(
      () => setCopied(true),
      (error: unknown) => notifyFailure("It could not be copied", error),
    );
  };
  const Icon = copied ? IconCheck : IconCopy;
  return (
    <button type="button" className="dk-button" title={title} disabled={disabled} onClick={copy} data-testid={testId}>
      <Icon size={13} aria-hidden="true" /> {copied ? "Copied" : label}
    </button>
  );
}
