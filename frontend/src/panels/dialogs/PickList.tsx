/** A search field over a list: type, walk with the arrows, choose with Enter. */
import { TextInput } from "@mantine/core";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import classes from "./dialogs.module.css";

export interface Pick {
  key: string;
  content: ReactNode;
  disabled?: boolean;
  onPick: () => void;
}

interface Props {
  label: string;
  placeholder: string;
  query: string;
  onQuery: (query: string) => void;
  picks: readonly Pick[];
  none: string;
}

export function PickList({ label, placeholder, query, onQuery, picks, none }: Props) {
  const id = useId();
  const [wanted, setWanted] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const at = Math.min(wanted, Math.max(0, picks.length - 1));
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const onKey = (event: KeyboardEvent): void => {
    const moves: Record<string, () => void> = {
      ArrowDown: () => setWanted(Math.min(at + 1, picks.length - 1)),
      ArrowUp: () => setWanted(Math.max(at - 1, 0)),
      Enter: () => choose(picks[at]),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };
  return (
    <>
      <TextInput
        data-autofocus
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={id}
        aria-activedescendant={picks[at] ? `${id}-${at}` : undefined}
        placeholder={placeholder}
        size="sm"
        value={query}
        onChange={(event) => {
          onQuery(event.currentTarget.value);
          setWanted(0);
        }}
        onKeyDown={onKey}
      />
      <div className={classes.list} role="listbox" id={id} aria-label={label} ref={list}>
        {picks.map((pick, index) => (
          // The focus stays in the search field, which walks this list: the listbox pattern.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={pick.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            aria-disabled={pick.disabled ?? false}
            className={classes.pick}
            onMouseMove={() => setWanted(index)}
            onClick={() => choose(pick)}
          >
            {pick.content}
          </div>
        ))}
        {picks.length === 0 ? <p className={classes.none}>{none}</p> : null}
      </div>
    </>
  );
}

function choose(pick: Pick | undefined): void {
  if (pick && !pick.disabled) pick.onPick();
}
