/** The history of a flow: its revisions, newest first, one compared with another or with what is on the screen. */
import { Button, CopyButton, Loader, Modal, NativeSelect } from "@mantine/core";
import { useEffect, useState } from "react";
import { api } from "../../api/client";
import type { FlowDetail, Revision } from "../../api/types";
import { selectFlow, useFlow } from "../../state/flowStore";
import { notifyFailure } from "../../state/notices";
import { revisionAddress } from "../../state/revisionAddress";
import { restore } from "../../state/saving";
import { closeDialog } from "../../state/view";
import { ComparisonView } from "../comparison/ComparisonView";
import { RevisionList } from "./RevisionList";
import classes from "./history.module.css";

/** What a revision is compared with. */
type Other = number | "screen";

export function HistoryDialog({ revision }: { revision: number | null }) {
  const flowId = useFlow((state) => state.flowId);
  const [revisions, setRevisions] = useState<Revision[] | null>(null);
  const [wanted, setWanted] = useState<number | null>(revision);
  const [other, setOther] = useState<Other>("screen");
  useEffect(() => {
    if (flowId === null) return;
    api.revisions(flowId).then(setRevisions, (error: unknown) => {
      setRevisions([]);
      notifyFailure("The revisions could not be listed", error);
    });
  }, [flowId]);
  const chosen = wanted ?? revisions?.[0]?.revision ?? null;
  return (
    <Modal opened onClose={closeDialog} title="History" size="min(1240px, 96vw)" yOffset="5vh">
      <div className={classes.history}>
        {revisions === null ? <Loader size="sm" role="status" aria-label="Loading the revisions" /> : <RevisionList revisions={revisions} chosen={chosen} onChoose={setWanted} onLabel={(changed) => setRevisions(relabelled(revisions, changed))} />}
        {flowId !== null && chosen !== null && revisions !== null ? <Compared flowId={flowId} chosen={chosen} other={other} onOther={setOther} revisions={revisions} /> : null}
      </div>
    </Modal>
  );
}

function relabelled(revisions: Revision[], changed: Revision): Revision[] {
  return revisions.map((one) => (one.revision === changed.revision ? changed : one));
}

interface Props {
  flowId: string;
  chosen: number;
  other: Other;
  onOther: (other: Other) => void;
  revisions: readonly Revision[];
}

function Compared({ flowId, chosen, other, onOther, revisions }: Props) {
  const screen = useFlow(selectFlow);
  const one = useRevision(flowId, chosen);
  const second = useRevision(flowId, other === "screen" || other === chosen ? null : other);
  const withScreen = other === "screen" || other === chosen;
  const ready = one !== null && (withScreen || second !== null);
  // From the older to the newer; what is on the screen comes last.
  const [before, after] = !one ? [screen, screen] : withScreen || !second ? [one.flow, screen] : one.revision < second.revision ? [one.flow, second.flow] : [second.flow, one.flow];
  return (
    <section className={classes.compared} aria-label={`Revision ${chosen} compared`}>
      {ready ? (
        <ComparisonView before={before} after={after}>
          <NativeSelect
            size="xs"
            aria-label="Compare with"
            value={String(withScreen ? "screen" : other)}
            onChange={(event) => onOther(event.currentTarget.value === "screen" ? "screen" : Number(event.currentTarget.value))}
            data={[
              { value: "screen", label: `From revision ${chosen} to what is on the screen` },
              ...revisions.filter(({ revision }) => revision !== chosen).map(({ revision }) => ({ value: String(revision), label: `From revision ${Math.min(chosen, revision)} to revision ${Math.max(chosen, revision)}` })),
            ]}
          />
        </ComparisonView>
      ) : (
        <Loader size="sm" role="status" aria-label="Loading the revision" />
      )}
      <footer className={classes.foot}>
        <p>Restoring is an edit like any other: Undo takes it back, and Save keeps it as the next revision.</p>
        <CopyButton value={location.origin + revisionAddress(flowId, chosen)}>
          {({ copied, copy }) => (
            <Button variant="default" size="sm" onClick={copy}>
              {copied ? "Copied" : "Copy its address"}
            </Button>
          )}
        </CopyButton>
        <Button size="sm" disabled={one === null} onClick={() => one && restore(one)}>
          Restore revision {chosen}
        </Button>
      </footer>
    </section>
  );
}

/** Return a revision once it has come; revisions never change, so each is asked for once. */
function useRevision(flowId: string, number: number | null): FlowDetail | null {
  const [known, setKnown] = useState<ReadonlyMap<number, FlowDetail>>(new Map());
  useEffect(() => {
    if (number === null || known.has(number)) return;
    let left = false;
    api.revision(flowId, number).then(
      (detail) => !left && setKnown((before) => new Map([...before, [number, detail]])),
      (error: unknown) => !left && notifyFailure(`Revision ${number} could not be read`, error),
    );
    return () => {
      left = true;
    };
  }, [flowId, number, known]);
  return number === null ? null : (known.get(number) ?? null);
}
