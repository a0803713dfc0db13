/** Putting steps into a group without a pointer: the groups of the flow, by title and by what they hold. */
import { Modal } from "@mantine/core";
import { useMemo, useState } from "react";
import type { StepGroup } from "../../api/types";
import { useFlow } from "../../state/flowStore";
import { joinableGroups, joinGroup } from "../../state/marks";
import { closeDialog } from "../../state/view";
import { PickList } from "./PickList";
import classes from "./dialogs.module.css";

export function JoinGroupDialog() {
  const [query, setQuery] = useState("");
  const steps = useFlow((state) => state.selection.steps);
  const groups = useMemo(() => joinableGroups(), []);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = groups.filter((group) => words.every((word) => textOf(group).toLowerCase().includes(word)));
  const pick = (group: StepGroup): void => {
    closeDialog();
    joinGroup(group);
  };
  const label = `Add ${steps.length === 1 ? steps[0] : `${steps.length} steps`} to`;
  return (
    <Modal opened onClose={closeDialog} withCloseButton={false} size={520} yOffset="14vh" attributes={{ content: { "aria-label": label } }}>
      <PickList
        label={label}
        placeholder={`${label} which group?`}
        query={query}
        onQuery={setQuery}
        none={`No group matches '${query}'.`}
        picks={found.map((group) => ({ key: group.id, onPick: () => pick(group), content: <Line group={group} /> }))}
      />
    </Modal>
  );
}

const textOf = (group: StepGroup): string => `${group.title || "Untitled group"} ${group.steps.join(" ")}`;

function Line({ group }: { group: StepGroup }) {
  return (
    <span className={classes.words}>
      {group.title || "Untitled group"}
      <small>{group.steps.join(", ")}</small>
    </span>
  );
}
