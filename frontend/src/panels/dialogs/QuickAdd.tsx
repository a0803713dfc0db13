/** Adding a step from the keyboard; for the loose end of a stream, those that fit first, and why others do not. */
import { Modal } from "@mantine/core";
import { useMemo, useState } from "react";
import type { OperatorEntry, Position } from "../../api/types";
import type { PortRef } from "../../flow/document";
import { fitOf, type Candidate, type LooseEnd } from "../../flow/fits";
import { findOperators } from "../../flow/search";
import { OperatorIcon } from "../../OperatorIcon";
import { useCatalogue } from "../../state/catalogue";
import { addStep, sceneNow } from "../../state/steps";
import { closeDialog } from "../../state/view";
import { PickList } from "./PickList";
import classes from "./dialogs.module.css";

interface Props {
  at: Position | null;
  from: PortRef | null;
  to?: PortRef | null;
}

export function QuickAdd({ at, from, to = null }: Props) {
  const catalog = useCatalogue((state) => state.catalog);
  const [query, setQuery] = useState("");
  const end = useMemo((): LooseEnd | null => (from ? { from } : to ? { to } : null), [from, to]);
  const candidates = useMemo(() => candidatesFor(catalog?.operators ?? [], end), [catalog, end]);
  const pick = (entry: OperatorEntry): void => {
    closeDialog();
    addStep(entry, at, end);
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
function candidatesFor(operators: readonly OperatorEntry[], end: LooseEnd | null): Map<OperatorEntry, Candidate> {
  const scene = sceneNow();
  return new Map(operators.map((entry) => [entry, end ? fitOf(scene, entry, end) : { entry, port: "", why: "" }]));
}
