/** Adding a step from the keyboard; for the loose end of a stream, those that fit first, and why others do not. */
import { Modal } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import type { OperatorEntry, Position, Stream } from "../../api/types";
import type { PortRef } from "../../flow/document";
import { fitOf, sceneWithout, type Candidate, type LooseEnd } from "../../flow/fits";
import { findOperators } from "../../flow/search";
import { OperatorIcon } from "../../OperatorIcon";
import { useCatalogue } from "../../state/catalogue";
import { addStep, sceneNow } from "../../state/steps";
import { typeRefusals } from "../../state/typeFits";
import { closeDialog } from "../../state/view";
import { PickList } from "./PickList";
import classes from "./dialogs.module.css";

type Refusals = ReadonlyMap<string, string>;
const NOTHING: Refusals = new Map();
const NONE: readonly OperatorEntry[] = [];

interface Props {
  at: Position | null;
  from: PortRef | null;
  to?: PortRef | null;
  /** The stream whose end it is, when one is moved. */
  instead?: Stream | undefined;
}

export function QuickAdd({ at, from, to = null, instead }: Props) {
  const catalog = useCatalogue((state) => state.catalog);
  const [query, setQuery] = useState("");
  const end = useMemo((): LooseEnd | null => (from ? { from } : to ? { to } : null), [from, to]);
  const operators = catalog?.operators ?? NONE;
  const refused = useTypeRefusals(operators, from);
  const candidates = useMemo(() => candidatesFor(operators, end, refused, instead), [operators, end, refused, instead]);
  const pick = (entry: OperatorEntry): void => {
    closeDialog();
    addStep(entry, at, end, instead);
  };
  const label = from ? `Continue from ${from.stepId}.${from.port}` : to ? `Feed ${to.stepId}.${to.port}` : "Add a step";
  const found = findOperators([...candidates.keys()], query).map((entry) => candidates.get(entry)).filter((one) => one !== undefined);
  const sorted = found.toSorted((one, other) => Number(one.port === null) - Number(other.port === null));
  return (
    <Modal opened onClose={closeDialog} withCloseButton={false} size={440} yOffset="14vh" attributes={{ content: { "aria-label": label } }}>
      <PickList
        label={label}
        placeholder={label}
        query={query}
        onQuery={setQuery}
        none={`No operator matches '${query}'.`}
        picks={sorted.map((candidate) => ({
          key: candidate.entry.kind,
          disabled: candidate.port === null,
          onPick: () => pick(candidate.entry),
          content: <Line candidate={candidate} />,
        }))}
      />
    </Modal>
  );
}

function Line({ candidate: { entry, port, why } }: { candidate: Candidate }) {
  const fits = port !== null;
  return (
    <>
      <OperatorIcon entry={entry} />
      <span className={classes.words}>
        <b>{entry.title}</b>
        <small>{fits ? entry.summary : why}</small>
      </span>
      <span className={classes.aside}>{fits ? entry.group : "does not fit"}</span>
    </>
  );
}

/** Return for each operator by which port it would take the loose end; without one every operator fits. */
function candidatesFor(operators: readonly OperatorEntry[], end: LooseEnd | null, refused: Refusals, instead?: Stream): Map<OperatorEntry, Candidate> {
  const scene = sceneWithout(sceneNow(), instead);
  const candidate = (entry: OperatorEntry): Candidate => {
    if (end === null) return { entry, port: "", why: "" };
    const fit = fitOf(scene, entry, end);
    const why = refused.get(entry.kind);
    return fit.port !== null && why !== undefined ? { entry, port: null, why } : fit;
  };
  return new Map(operators.map((entry) => [entry, candidate(entry)]));
}

/** Return which operators the type of the stream does not suit; nothing until the server has answered. */
function useTypeRefusals(operators: readonly OperatorEntry[], from: PortRef | null): Refusals {
  const [refused, setRefused] = useState<Refusals>(NOTHING);
  useEffect(() => {
    if (from === null || operators.length === 0) return undefined;
    const asking = new AbortController();
    // Without an answer every operator stays on offer, and the check tells of what does not suit.
    typeRefusals(from, operators, asking.signal).then(setRefused, () => undefined);
    return () => asking.abort();
  }, [operators, from]);
  return refused;
}
