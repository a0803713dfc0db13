/** Asks before a file is read: a sample of it, or another file in its place. */
import { Button } from "@mantine/core";
import type { Step } from "../../api/types";
import { isRecord } from "../../flow/edits";
import { sampleOwn } from "../../state/sampling";
import { UploadButton } from "./UploadButton";
import { useCatalogue } from "../../state/catalogue";
import classes from "./preview.module.css";

const FEW = 20;

export function SampleAsk({ step }: { step: Step }) {
  const source = useCatalogue((state) => state.operators.get(step.operator)?.source ?? false);
  const path = pathOf(step.config);
  const name = path === "" ? "the source" : path.slice(path.lastIndexOf("/") + 1);
  return (
    <div className={classes.ask} data-testid="preview-ask">
      <p className={classes.note}>
        {source ? "Nothing was read yet." : <>Step <code>{step.id}</code> reads a file, and nothing was read yet.</>} Sample items come when you ask for them.
      </p>
      <Button variant="default" size="compact-sm" fw={500} title={path} onClick={() => sampleOwn(step.id, FEW)}>
        <span className={classes.cut}>{source ? `Sample ${FEW} items of ${name}` : `Read ${name}`}</span>
      </Button>
      {source ? <UploadButton stepId={step.id} /> : null}
    </div>
  );
}

/** Return the path that a configuration names, its own or that of a table in it. */
function pathOf(config: Record<string, unknown>): string {
  if (typeof config["path"] === "string") return config["path"];
  const table = config["table"];
  return isRecord(table) && typeof table["path"] === "string" ? table["path"] : "";
}
