/** Of a source: where its sample items come from, and how many there are. */
import { ActionIcon } from "@mantine/core";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import type { Step } from "../../api/types";
import { usePreview, useStepPreview, wishFor } from "../../state/preview";
import { sampleOwn } from "../../state/sampling";
import { counted, fullCount } from "../dock/cells";
import { UploadButton } from "./UploadButton";
import classes from "./preview.module.css";

const SIZES = [20, 100, 1_000, 10_000];
const USUAL: Readonly<Record<string, number>> = { testing_source: 10_000, demo_source: 1_000 };

export function SampleChoice({ step }: { step: Step }) {
  const wish = usePreview((state) => state.wishes[step.id]);
  const shown = useStepPreview(step.id);
  if (wish?.file) {
    return (
      <p className={classes.counts}>
        <span className={classes.cut} title={wish.file.name}>{wish.file.name}</span>
        <span>{counted(wish.file.items, "item")}</span>
        <ActionIcon size={20} aria-label="Take the step's own items again" onClick={() => wishFor(step.id, null)}>
          <IconX size={14} stroke={1.6} />
        </ActionIcon>
      </p>
    );
  }
  if (shown?.state === "unasked") return null;
  return (
    <p className={classes.counts}>
      <label>
        at most{" "}
        <select value={wish?.first ?? USUAL[step.operator] ?? 20} onChange={(event) => sampleOwn(step.id, Number(event.currentTarget.value))}>
          {SIZES.map((size) => (
            <option key={size} value={size}>
              {fullCount(size)}
            </option>
          ))}
        </select>{" "}
        sample items
      </label>
      {shown?.sample && shown.sample.bad > 0 ? <span data-kind="bad">{fullCount(shown.sample.bad)} bad</span> : null}
      <UploadButton stepId={step.id} />
    </p>
  );
}
