/** A search field over a list: type, walk with the arrows, choose with Enter. */
import { TextInput } from "@mantine/core";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import classes from "./dialogs.module.css";

export interface Pick {
  key: string;
  content: ReactNode;
  /** What else can be done with it: a button, which an option of a list may not hold, so that the list is a grid. */
  aside?: ReactNode;
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
  const grid = picks.some((pick) => pick.aside !== undefined);
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
        aria-expanded={picks.length > 0}
        aria-haspopup={grid ? "grid" : "listbox"}
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
      {picks.length === 0 ? <p className={classes.none}>{none}</p> : null}
      <div className={classes.list} role={picks.length === 0 ? undefined : grid ? "grid" : "listbox"} id={id} aria-label={picks.length === 0 ? undefined : label} ref={list}>
        {picks.map((pick, index) => (
          // The focus stays in the search field, which walks this list: the listbox pattern.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus, jsx-a11y/no-static-element-interactions
          <div
            key={pick.key}
            id={`${id}-${index}`}
            role={grid ? "row" : "option"}
            aria-selected={index === at}
            aria-disabled={pick.disabled ?? false}
            className={classes.pick}
            onMouseMove={() => setWanted(index)}
            onClick={() => choose(pick)}
          >
            {grid ? <Cell>{pick.content}</Cell> : pick.content}
            {pick.aside === undefined ? null : <Cell>{pick.aside}</Cell>}
          </div>
        ))}
      </div>
    </>
  );
}

function Cell({ children }: { children: ReactNode }) {
  return (
    <div role="gridcell" className={classes.cell}>
      {children}
    </div>
  );
}

function choose(pick: Pick | undefined): void {
  if (pick && !pick.disabled) pick.onPick();
}
