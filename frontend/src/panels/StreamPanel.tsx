/** The panel of one stream: where it goes and what flows in it. */
import { ActionIcon, Button } from "@mantine/core";
import IconArrow from "@tabler/icons-react/dist/esm/icons/IconArrowRight.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import type { Stream } from "../api/types";
import { findPort } from "../flow/connect";
import { readRef } from "../flow/document";
import { ACTIONS } from "../state/actions";
import { select, useFlow } from "../state/flowStore";
import { sceneNow } from "../state/steps";
import { PortCard } from "./PortTypes";
import { StreamItems } from "./preview/StreamItems";
import classes from "./SidePanel.module.css";

export function StreamPanel({ stream }: { stream: Stream }) {
  const from = readRef(stream.from);
  const type = useFlow((state) => state.check?.steps[from.stepId]?.downs[from.port]);
  const port = findPort(sceneNow(), from, "downs");
  return (
    <aside className={classes.panel} aria-label="Stream">
      <header className={classes.head}>
        <IconArrow size={16} stroke={1.6} aria-hidden />
        <h2>Stream</h2>
        <ActionIcon aria-label="Close the panel" onClick={() => select({})}>
          <IconX size={16} stroke={1.6} />
        </ActionIcon>
      </header>
      <div className={classes.body}>
        <p className={classes.summary}>
          From <code>{stream.from}</code> to <code>{stream.to}</code>
        </p>
        {port ? <PortCard port={port} types={[type]} /> : null}
        <StreamItems stream={stream} />
        <Button variant="default" onClick={ACTIONS.remove.perform}>
          Delete this stream
        </Button>
      </div>
    </aside>
  );
}
