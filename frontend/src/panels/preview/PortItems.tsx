/** The sample items of one port as a compact table; what the last edit changed is marked. */
import { useMemo, type ReactNode } from "react";
import type { PreviewPort } from "../../api/types";
import type { Changed } from "../../run/changed";
import { streamShape } from "../../run/streamType";
import { changesOf, usePreview } from "../../state/preview";
import { Cell, fullCount, isNumeric } from "../dock/cells";
import classes from "./preview.module.css";

interface Props {
  stepId: string;
  port: string;
  label: string;
  /** What stands there while the port has no part in the preview. */
  fallback: ReactNode;
}

export function PortItems({ stepId, port, label, fallback }: Props) {
  const shown = usePreview((state) => state.answer?.steps[stepId]?.ports[port]);
  const changed = useMemo(() => (shown ? changesOf(stepId, port, shown) : null), [stepId, port, shown]);
  if (!shown || !changed) return fallback;
  if (shown.total === 0) return <p className={classes.note}>No sample item leaves by <code>{port}</code>.</p>;
  if (shown.count === 0) return <p className={classes.note}>{fullCount(shown.total)} items, each too large to show here.</p>;
  return (
    <div className={classes.table}>
      {/* It scrolls, so the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.scroller} tabIndex={0} role="region" aria-label={label}>
        <Items shown={shown} changed={changed} label={label} />
      </div>
      {shown.count < shown.total ? <p className={classes.more}>the first {fullCount(shown.count)} of {fullCount(shown.total)}</p> : null}
    </div>
  );
}

function Items({ shown, changed, label }: { shown: PreviewPort; changed: Changed; label: string }) {
  const { fields } = useMemo(() => streamShape(shown.type), [shown.type]);
  const names = Object.keys(shown.columns);
  const days = Object.fromEntries(names.map((name) => [name, dayOf(shown.columns[name], fields[name])]));
  return (
    <table aria-label={label} data-testid="preview-items">
      <thead>
        <tr>
          {shown.keys ? <th scope="col">key</th> : null}
          {names.map((name) => (
            <th key={name} scope="col" title={`${name}: ${fields[name] ?? ""}`} data-numeric={isNumeric(fields[name] ?? "")}>
              {name}
              {days[name] ? <span> {days[name]}</span> : null}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: shown.count }, (_, row) => (
          <tr key={row}>
            {shown.keys ? (
              <td data-changed={changed(row, null)} className={classes.key} title={shown.keys[row]}>
                {shown.keys[row]}
              </td>
            ) : null}
            {names.map((name) => (
              <td key={name} data-changed={changed(row, name)} data-numeric={isNumeric(fields[name] ?? "")}>
                <Cell value={shown.columns[name]?.[row]} type={fields[name] ?? ""} day={days[name] ?? null} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Return the day of a column's first instant, which its cells then leave out; null when it has none. */
function dayOf(values: readonly unknown[] | undefined, type: string | undefined): string | null {
  const first = type === "timestamp" ? values?.find((value) => typeof value === "string") : undefined;
  return typeof first === "string" ? first.slice(0, "2022-01-01".length) : null;
}
