/** Connecting a step without a pointer: every pair of ports, those that fit first, the others with the reason. */
import { Modal } from "@mantine/core";
import IconArrow from "@tabler/icons-react/dist/esm/icons/IconArrowRight.mjs";
import { useMemo, useState } from "react";
import { choicesFor, fittingChoices, type Choice } from "../../flow/connect";
import { writeRef } from "../../flow/document";
import { connect, sceneNow } from "../../state/steps";
import { closeDialog } from "../../state/view";
import { PickList } from "./PickList";
import classes from "./dialogs.module.css";

export function ConnectDialog({ stepId }: { stepId: string }) {
  const [query, setQuery] = useState("");
  const choices = useMemo(() => allChoices(stepId), [stepId]);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = choices.filter((choice) => words.every((word) => nameOf(choice).toLowerCase().includes(word)));
  const pick = (choice: Choice): void => {
    closeDialog();
    connect(choice.from, choice.to);
  };
  const label = `Connect ${stepId} to`;
  return (
    <Modal opened onClose={closeDialog} withCloseButton={false} size={520} yOffset="14vh" attributes={{ content: { "aria-label": label } }}>
      <PickList
        label={label}
        placeholder={`${label}…`}
        query={query}
        onQuery={setQuery}
        none={choices.length === 0 ? "There is no other step to connect it to." : `No port matches '${query}'.`}
        picks={found.slice(0, MOST).map((choice) => ({
          key: nameOf(choice),
          disabled: !choice.verdict.ok,
          onPick: () => pick(choice),
          content: <Line choice={choice} />,
        }))}
      />
    </Modal>
  );
}

/** More are found by typing. */
const MOST = 100;

/** Those that fit, the likeliest first; then the others, which say why not. */
function allChoices(stepId: string): Choice[] {
  const scene = sceneNow();
  return [...fittingChoices(scene, stepId), ...choicesFor(scene, stepId).filter(({ verdict }) => !verdict.ok)];
}

const nameOf = (choice: Choice): string => `${writeRef(choice.from)} ${writeRef(choice.to)}`;

function Line({ choice }: { choice: Choice }) {
  return (
    <span className={classes.words}>
      <span className={classes.wire}>
        {writeRef(choice.from)} <IconArrow size={14} aria-label="to" /> {writeRef(choice.to)}
      </span>
      {choice.verdict.ok ? null : <small>{choice.verdict.why}</small>}
    </span>
  );
}
