/** Adding a step from the keyboard; with `from`, only operators that take that output. */
import { Modal } from "@mantine/core";
import { useMemo, useState } from "react";
import type { OperatorEntry, Position } from "../../api/types";
import { firstFit } from "../../flow/connect";
import type { PortRef } from "../../flow/document";
import { findOperators } from "../../flow/search";
import { OperatorIcon } from "../../OperatorIcon";
import { useCatalogue } from "../../state/catalogue";
import { flowNow } from "../../state/flowStore";
import { addStep, sceneNow } from "../../state/steps";
import { closeDialog } from "../../state/view";
import { PickList } from "./PickList";
import classes from "./dialogs.module.css";

export function QuickAdd({ at, from }: { at: Position | null; from: PortRef | null }) {
  const catalog = useCatalogue((state) => state.catalog);
  const [query, setQuery] = useState("");
  const fitting = useMemo(() => (catalog?.operators ?? []).filter((entry) => from === null || takes(entry, from)), [catalog, from]);
  const pick = (entry: OperatorEntry): void => {
    closeDialog();
    addStep(entry, at, from);
  };
  const label = from === null ? "Add a step" : `Continue from ${from.stepId}.${from.port}`;
  return (
    <Modal opened onClose={closeDialog} withCloseButton={false} size={440} yOffset="14vh" aria-label={label}>
      <PickList
        label={label}
        placeholder={label}
        query={query}
        onQuery={setQuery}
        none={`No operator matches '${query}'.`}
        picks={findOperators(fitting, query).map((entry) => ({ key: entry.kind, onPick: () => pick(entry), content: <Line entry={entry} /> }))}
      />
    </Modal>
  );
}

function Line({ entry }: { entry: OperatorEntry }) {
  return (
    <>
      <OperatorIcon entry={entry} />
      <span className={classes.words}>
        <b>{entry.title}</b>
        <small>{entry.summary}</small>
      </span>
      <span className={classes.aside}>{entry.group}</span>
    </>
  );
}

/** Whether a new step of this kind could be connected to that output. */
function takes(entry: OperatorEntry, from: PortRef): boolean {
  const flow = flowNow();
  const step = { id: "\u0000new", operator: entry.kind, config: {} };
  return "to" in firstFit(sceneNow({ ...flow, steps: [...flow.steps, step] }), from, step.id);
}
