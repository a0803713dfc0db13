/** The command palette: type what you want to do, or where you want to be. */
import { Modal } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { api } from "../../api/client";
import type { FlowSummary } from "../../api/types";
import { ranked } from "../../flow/fuzzy";
import { useCatalogue } from "../../state/catalogue";
import { flowNow } from "../../state/flowStore";
import { noteRecent, recentKeys } from "../../state/recent";
import { closeDialog } from "../../state/view";
import { PickList } from "../dialogs/PickList";
import { Keys } from "../Keys";
import { actionCommands, flowCommands, operatorCommands, stepCommands, tabCommands, type Command } from "./commands";
import { Marked } from "./Marked";
import classes from "../dialogs/dialogs.module.css";

const MOST = 60;

export function CommandPalette() {
  const [query, setQuery] = useState("");
  const commands = useCommands();
  const recent = useMemo(() => recentKeys(), []);
  const found = useMemo(() => (query.trim() === "" ? begun(commands, recent) : ranked(query, commands, wordsOf)), [commands, query, recent]);
  const pick = (command: Command): void => {
    closeDialog();
    noteRecent(command.key);
    // The dialog gives the focus back first; a command may then put it elsewhere.
    requestAnimationFrame(() => requestAnimationFrame(command.perform));
  };
  return (
    <Modal opened onClose={closeDialog} withCloseButton={false} size={600} yOffset="12vh" attributes={{ content: { "aria-label": "Command palette" } }}>
      <PickList
        label="Command palette"
        placeholder="What to do: a command, an operator to add, a step to go to, a flow to open"
        query={query}
        onQuery={setQuery}
        none={`Nothing matches '${query}'.`}
        picks={found.slice(0, MOST).map(({ one, marks }) => ({
          key: one.key,
          disabled: one.why !== null,
          onPick: () => pick(one),
          content: <Line command={one} marks={marks} recent={query.trim() === "" && recent.includes(one.key)} />,
        }))}
      />
    </Modal>
  );
}

/** The group counts as well: "dock" finds the tabs of the dock. */
const wordsOf = (command: Command): string => `${command.title} ${command.group}`;

/** Before anything is typed: what was chosen last, then the actions, those first that can be done now. */
function begun(commands: readonly Command[], recent: readonly string[]): { one: Command; marks: readonly number[] }[] {
  const last = recent.flatMap((key) => commands.filter((command) => command.key === key));
  const others = commands.filter((command) => command.key.startsWith("action ") && !recent.includes(command.key));
  return [...last, ...others.toSorted((one, other) => Number(one.why !== null) - Number(other.why !== null))].map((one) => ({ one, marks: [] }));
}

function useCommands(): Command[] {
  const operators = useCatalogue((state) => state.operators);
  const catalog = useCatalogue((state) => state.catalog);
  const examples = useCatalogue((state) => state.examples);
  const [flows, setFlows] = useState<FlowSummary[]>([]);
  useEffect(() => {
    // Without an answer there are no flows to open here; the dialog that lists them tells why.
    api.flows().then(setFlows, () => setFlows([]));
  }, []);
  return useMemo(
    () => [...actionCommands(), ...tabCommands(), ...operatorCommands(catalog?.operators ?? []), ...stepCommands(flowNow(), operators), ...flowCommands(flows, examples)],
    [catalog, operators, examples, flows],
  );
}

function Line({ command, marks, recent }: { command: Command; marks: readonly number[]; recent: boolean }) {
  const small = command.why ?? command.detail;
  return (
    <>
      <span className={classes.command} data-testid="command">
        <b>
          <Marked text={command.title} marks={marks} />
        </b>
        {small === "" ? null : <small>{small}</small>}
      </span>
      <span className={classes.aside}>{recent ? `${command.group}, recent` : command.group}</span>
      {command.keys === null ? null : <Keys keys={command.keys} />}
    </>
  );
}
