/** The flows that were saved, and the drafts that were not. */
import { ActionIcon, Loader, Modal } from "@mantine/core";
import IconTrash from "@tabler/icons-react/dist/esm/icons/IconTrash.mjs";
import { useEffect, useState } from "react";
import { api } from "../../api/client";
import type { FlowSummary } from "../../api/types";
import { allDrafts, dropDraft, dropOwnDraft, type Draft } from "../../state/drafts";
import { useFlow } from "../../state/flowStore";
import { notifyFailure } from "../../state/notices";
import { openDraft, openFlow, startBlank } from "../../state/opening";
import { TAB } from "../../state/tab";
import { closeDialog } from "../../state/view";
import { ago } from "./ago";
import { PickList, type Pick } from "./PickList";
import classes from "./dialogs.module.css";

export function OpenDialog() {
  const [flows, setFlows] = useState<FlowSummary[] | null>(null);
  const [drafts, setDrafts] = useState(allDrafts);
  const [query, setQuery] = useState("");
  const slot = useFlow((state) => state.slot);
  useEffect(() => {
    api.flows().then(setFlows, (error: unknown) => {
      setFlows([]);
      notifyFailure("The flows could not be listed", error);
    });
  }, []);
  const matches = (name: string): boolean => name.toLowerCase().includes(query.toLowerCase());
  const leave = (open: () => unknown): void => {
    closeDialog();
    void open();
  };
  const picks: Pick[] = [
    ...drafts
      .filter((draft) => (draft.slot !== slot || draft.tab !== TAB) && matches(draft.flow.name))
      .map((draft) => ({
        key: `${draft.slot} ${draft.tab}`,
        onPick: () => leave(() => openDraft(draft)),
        content: <Line name={draft.flow.name} words={`${draftWords(draft)}; ${stepWords(draft.flow.steps.length)}`} when={ago(draft.atMs)} />,
        aside: <Remove what={`the draft ${draft.flow.name}`} onClick={() => setDrafts(without(draft))} />,
      })),
    ...(flows ?? []).filter((flow) => matches(flow.name)).map((flow) => ({
      key: flow.id,
      onPick: () => leave(() => openFlow(flow.id)),
      content: <Line name={flow.name} words={`Revision ${flow.revision}; ${stepWords(flow.steps)}`} when={ago(Date.parse(flow.saved_at))} />,
      aside: <Remove what={flow.name} onClick={() => void removeFlow(flow).then((gone) => gone && setFlows((all) => (all ?? []).filter((one) => one !== flow)))} />,
    })),
  ];
  return (
    <Modal opened onClose={closeDialog} title="Open a flow" size={520}>
      {flows === null ? <Loader size="sm" role="status" aria-label="Loading the flows" /> : null}
      <PickList label="Search flows" placeholder="Search flows" query={query} onQuery={setQuery} picks={picks} none={flows === null ? "" : query === "" ? "Nothing has been saved yet." : `No flow matches '${query}'.`} />
    </Modal>
  );
}

const stepWords = (count: number): string => `${count} ${count === 1 ? "step" : "steps"}`;

function draftWords({ revision, tab }: Draft): string {
  const words = revision === null ? "Draft, not saved" : `Unsaved edits of revision ${revision}`;
  return tab === TAB ? words : `${words}, from another tab`;
}

function Line({ name, words, when }: { name: string; words: string; when: string }) {
  return (
    <>
      <span className={classes.words}>
        <b>{name}</b>
        <small>{words}</small>
      </span>
      <span className={classes.aside}>{when}</span>
    </>
  );
}

/** The first press asks, the second deletes: no dialog over a dialog. */
function Remove({ what, onClick }: { what: string; onClick: () => void }) {
  const [sure, setSure] = useState(false);
  return (
    <ActionIcon
      aria-label={sure ? `Really delete ${what}` : `Delete ${what}`}
      title={sure ? "Press again to delete" : "Delete"}
      variant={sure ? "filled" : "subtle"}
      color={sure ? "red" : "gray"}
      onBlur={() => setSure(false)}
      onClick={(event) => {
        event.stopPropagation();
        if (sure) onClick();
        else setSure(true);
      }}
    >
      <IconTrash size={16} stroke={1.6} />
    </ActionIcon>
  );
}

function without(draft: Draft): Draft[] {
  dropDraft(draft);
  return allDrafts();
}

async function removeFlow(flow: FlowSummary): Promise<boolean> {
  try {
    await api.removeFlow(flow.id);
    dropOwnDraft(flow.id);
    if (useFlow.getState().flowId === flow.id) startBlank("replace");
    return true;
  } catch (error) {
    notifyFailure(`'${flow.name}' could not be deleted`, error);
    return false;
  }
}
