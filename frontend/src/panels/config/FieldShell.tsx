/** What surrounds every control: its label, what it is for, and what is wrong with it. */
import { useEffect, useId, type ReactNode } from "react";
import type { Diagnostic } from "../../api/types";
import { textOf } from "../../flow/config";
import { Inline } from "../Markdown";
import { pathName, useFieldProblems, type FieldProps } from "./formContext";
import classes from "./config.module.css";

/** What ties a control to its words. */
export interface Wiring {
  id: string;
  "aria-describedby": string;
  "aria-invalid": boolean;
  "aria-required": boolean;
}

interface Props {
  field: FieldProps;
  /** Whether the control has no parts with problems of their own. */
  whole?: boolean;
  /** A word at the label's right end, such as the type that is expected. */
  aside?: ReactNode;
  children: (wiring: Wiring) => ReactNode;
}

export function FieldShell({ field, whole = false, aside, children }: Props) {
  const id = useId();
  const problems = useFieldProblems(field.path, whole);
  const help = textOf(field.schema, "description");
  const wiring: Wiring = {
    id,
    "aria-describedby": `${id}-help ${id}-problems`,
    "aria-invalid": problems.some((problem) => problem.severity === "error"),
    "aria-required": field.required,
  };
  useEffect(() => {
    // The kit's inputs give this attribute up for a wrapper of their own, which is not used here.
    document.getElementById(id)?.setAttribute("aria-describedby", `${id}-help ${id}-problems`);
  });
  return (
    <div className={classes.field} data-field={pathName(field.path)} data-invalid={wiring["aria-invalid"]}>
      <div className={classes.top}>
        <label htmlFor={id} id={`${id}-label`} className={classes.label}>
          {field.label}
        </label>
        {aside}
      </div>
      <div id={`${id}-help`} className={classes.help}>
        <Inline text={help ?? ""} />
      </div>
      {children(wiring)}
      <Problems id={`${id}-problems`} problems={problems} />
    </div>
  );
}

export function Problems({ id, problems }: { id?: string; problems: readonly Diagnostic[] }) {
  return (
    <div id={id} className={classes.problems} aria-live="polite">
      {problems.map((problem, index) => (
        <p key={index} data-tone={problem.severity}>
          <span aria-hidden>{problem.severity === "error" ? "!" : "▲"}</span> {problem.message}
        </p>
      ))}
    </div>
  );
}
