/** Under an expression: what it gives for the first sample items, or why it gives nothing. */
import IconChevron from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import { useState } from "react";
import type { PreviewValues } from "../../api/types";
import { usePreview, useValues } from "../../state/preview";
import { cellText } from "../dock/cells";
import classes from "./values.module.css";

const AT_ONCE = 4;
const LISTED = 50;
const LONGEST = 60;

export function Values({ stepId, text }: { stepId: string; text: string }) {
  const on = usePreview((state) => state.on);
  const found = useValues(stepId, text);
  // While the next answer is on its way the last one stays, so that nothing jumps with each key.
  const [last, setLast] = useState(found);
  const [open, setOpen] = useState(false);
  if (found && found !== last) setLast(found);
  const shown = found ?? (text.trim() === "" ? undefined : last);
  if (!on || !shown?.type || shown.values.length === 0) return null;
  return (
    <div className={classes.values} data-testid="expression-values">
      <button type="button" className={classes.line} aria-expanded={open} onClick={() => setOpen(!open)} title={open ? "Show fewer" : "Show the value for each sample item"}>
        <First shown={shown} />
        <IconChevron size={14} stroke={1.6} aria-hidden data-open={open} />
      </button>
      {open ? <All shown={shown} /> : null}
    </div>
  );
}

function First({ shown }: { shown: PreviewValues }) {
  const failed = Object.keys(shown.failures)[0];
  const texts = shown.values.slice(0, AT_ONCE).map((value, at) => valueText(shown, value, at));
  return (
    <span className={classes.first}>
      <span className={classes.arrow} aria-hidden>
        →{" "}
      </span>
      <span className={classes.texts}>
        {texts.join(", ")}
        {shown.values.length > AT_ONCE ? " …" : ""}
      </span>
      {failed === undefined ? null : (
        <span className={classes.failure}>
          <span aria-hidden>! </span>item {Number(failed) + 1}: {shown.failures[failed]}
        </span>
      )}
    </span>
  );
}

function All({ shown }: { shown: PreviewValues }) {
  return (
    <ol className={classes.all}>
      {shown.values.slice(0, LISTED).map((value, at) => (
        <li key={at} data-failed={at in shown.failures}>
          <span className={classes.number}>{at + 1}</span>
          <span className={classes.value} title={shown.failures[at] ?? exact(value)}>
            {shown.failures[at] ?? valueText(shown, value, at)}
          </span>
        </li>
      ))}
    </ol>
  );
}

function valueText(shown: PreviewValues, value: unknown, at: number): string {
  if (at in shown.failures) return "!";
  const text = shown.type === "str" && value !== null ? JSON.stringify(value) : cellText(value, shown.type ?? "", null);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

function exact(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
