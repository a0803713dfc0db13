/** What can be done with a row of a list: moved up and down, removed; by buttons, and by Alt with the arrow keys in the row. */
import { ActionIcon } from "@mantine/core";
import IconChevronDown from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import IconChevronUp from "@tabler/icons-react/dist/esm/icons/IconChevronUp.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import type { KeyboardEvent } from "react";
import classes from "./config.module.css";

interface Props {
  readonly name: string;
  readonly index: number;
  readonly count: number;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

export function RowTools({ name, index, count, onMove, onRemove }: Props) {
  return (
    <span className={classes.tools}>
      {count > 1 && (
        <>
          <ActionIcon size={24} aria-label={`Move ${name} up`} title="Up (Alt+Up in the row)" disabled={index === 0} onClick={() => onMove(index - 1)}>
            <IconChevronUp size={14} />
          </ActionIcon>
          <ActionIcon size={24} aria-label={`Move ${name} down`} title="Down (Alt+Down in the row)" disabled={index === count - 1} onClick={() => onMove(index + 1)}>
            <IconChevronDown size={14} />
          </ActionIcon>
        </>
      )}
      <ActionIcon size={24} aria-label={`Remove ${name}`} onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </span>
  );
}

/** Return the row that a key in a row moves it to, null for other keys. */
export function movedBy(event: KeyboardEvent, index: number, count: number): number | null {
  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return null;
  const to = index + (event.key === "ArrowUp" ? -1 : 1);
  return to < 0 || to >= count ? null : to;
}

/** Return the rows with one of them moved. */
export function moved<T>(rows: readonly T[], from: number, to: number): T[] {
  const row = rows[from];
  const others = rows.filter((_, index) => index !== from);
  return row === undefined ? [...rows] : [...others.slice(0, to), row, ...others.slice(to)];
}
