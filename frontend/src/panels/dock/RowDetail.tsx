/** The chosen row in full, beside its table: every value whole, however long or deep it is. */
import type { ReactNode } from "react";
import IconCopy from "@tabler/icons-react/dist/esm/icons/IconCopy.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { writeJson } from "../../flow/exactJson";

export interface Part {
  readonly name: string;
  readonly value: unknown;
}

/** No value is drawn longer than this; what is copied is whole. */
const LONGEST_DRAWN = 20_000;

export function RowDetail({ title, parts, onClose }: { title: string; parts: readonly Part[]; onClose: () => void }): ReactNode {
  const copied = parts.length === 1 ? whole(parts[0]?.value) : writeJson(Object.fromEntries(parts.map(({ name, value }) => [name, value])), 2);
  return (
    <aside className="dk-detail dk-detail-row" aria-label={title} data-testid="row-detail">
      <div className="dk-detail-head">
        <span className="dk-quiet">{title}</span>
        <span className="dk-spring" />
        <button type="button" className="dk-icon-button" title="Copy" aria-label="Copy" onClick={() => void navigator.clipboard.writeText(copied)}>
          <IconCopy size={13} aria-hidden="true" />
        </button>
        <button type="button" className="dk-icon-button" title="Close" aria-label="Close" onClick={onClose}>
          <IconX size={14} aria-hidden="true" />
        </button>
      </div>
      <dl className="dk-whole">
        {parts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{whole(value).slice(0, LONGEST_DRAWN)}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}

function whole(value: unknown): string {
  if (typeof value === "string") return value;
  return writeJson(value, 2);
}
