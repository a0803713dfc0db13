/** Finding in the flow: a field and what it finds, over the canvas. */
import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import IconDown from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import IconUp from "@tabler/icons-react/dist/esm/icons/IconChevronUp.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { useEffect, useMemo, useRef, type KeyboardEvent } from "react";
import type { Place } from "../flow/find";
import { findInFlow } from "../flow/find";
import { useCatalogue } from "../state/catalogue";
import { closeFind, findNext, goToPlace, lookFor, useFinding } from "../state/finding";
import { selectFlow, useFlow } from "../state/flowStore";
import classes from "./FindBar.module.css";

export function FindBar() {
  const open = useFinding((finding) => finding.open);
  return open ? <Bar /> : null;
}

function usePlaces(query: string): Place[] {
  const flow = useFlow(selectFlow);
  const check = useFlow((state) => state.check);
  const operators = useCatalogue((state) => state.operators);
  return useMemo(() => findInFlow(flow, query, { operators, check }), [flow, query, operators, check]);
}

function Bar() {
  const { query, at, count } = useFinding();
  const places = usePlaces(query);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), [count]);
  return (
    <search className={classes.find} aria-label="Find in the flow">
      <div className={classes.top}>
        <TextInput
          ref={field}
          size="xs"
          aria-label="Find in the flow"
          placeholder="Ids, titles, operators, values, fields, notes"
          value={query}
          // Who asked to find begins to type.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          onChange={(event) => lookFor(event.currentTarget.value)}
          onKeyDown={onKey}
        />
        <output className={`${classes.count} figures`} data-testid="find-count">
          {query.trim() === "" ? "" : places.length === 0 ? "None" : at === -1 ? places.length : `${at + 1} of ${places.length}`}
        </output>
        <Step label="Find previous" by={-1} />
        <Step label="Find next" by={1} />
        <ActionIcon aria-label="Close find" size={24} onClick={closeFind}>
          <IconX size={14} />
        </ActionIcon>
      </div>
      {places.length === 0 ? null : (
        <ol className={classes.places} aria-label="Places">
          {places.slice(0, 100).map((place, index) => (
            <Found key={index} place={place} query={query} current={index === at} onClick={() => choose(place, index)} />
          ))}
        </ol>
      )}
      {places.length > 100 ? <p className={classes.more}>The first 100 are listed; Enter goes through all of them.</p> : null}
    </search>
  );
}

function choose(place: Place, index: number): void {
  useFinding.setState({ at: index });
  goToPlace(place, true);
}

function onKey(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key === "Enter" || event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    findNext(event.shiftKey || event.key === "ArrowUp" ? -1 : 1);
  }
  if (event.key !== "Escape") return;
  event.preventDefault();
  closeFind();
}

function Step({ label, by }: { label: string; by: 1 | -1 }) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} size={24} onClick={() => findNext(by)}>
        {by === 1 ? <IconDown size={14} /> : <IconUp size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}

function Found({ place, query, current, onClick }: { place: Place; query: string; current: boolean; onClick: () => void }) {
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const end = place.at + query.trim().length;
  return (
    <li>
      <button ref={row} type="button" className={classes.place} aria-current={current} onClick={onClick} data-testid="found-place">
        <span className={classes.text}>
          {place.text.slice(0, place.at)}
          <mark>{place.text.slice(place.at, end)}</mark>
          {place.text.slice(end)}
        </span>
        <small>
          {place.stepId === null ? "" : `${place.stepId} · `}
          {place.what}
        </small>
      </button>
    </li>
  );
}
