/** What every field of a step's form knows: whose form it is, what the check said, and how to change a value. */
import { createContext, useContext, useMemo, type ReactNode } from "react";
import type { Diagnostic, PortType } from "../../api/types";
import type { Schema } from "../../flow/config";
import type { Path } from "../../flow/edits";

export interface Form {
  stepId: string;
  root: Schema;
  config: Record<string, unknown>;
  problems: readonly Diagnostic[];
  /** What flows into the step, as far as the check knows. */
  ups: readonly PortType[];
  change: (path: Path, value: unknown) => void;
  /** Draws the control that fits a schema; in the form, because fields hold fields. */
  draw: (field: Drawn) => ReactNode;
}

export interface Drawn {
  path: Path;
  schema: Schema;
  required: boolean;
  value: unknown;
  /** What to call it, when its own name says nothing, as for the elements of a list. */
  label?: string;
}

export const FormContext = createContext<Form | null>(null);

export function useForm(): Form {
  const form = useContext(FormContext);
  if (!form) throw new Error("a field was drawn outside a form");
  return form;
}

/** What a field's control is given. */
export interface FieldProps {
  path: Path;
  label: string;
  schema: Schema;
  required: boolean;
  value: unknown;
}

export const pathName = (path: Path): string => path.join(".");

/** Return the problems of one field; with `within`, those of everything below it too. */
export function useFieldProblems(path: Path, within: boolean): readonly Diagnostic[] {
  const { problems } = useForm();
  const name = pathName(path);
  return useMemo(
    () => problems.filter((problem) => problem.field === name || (within && (problem.field?.startsWith(`${name}.`) ?? false))),
    [problems, name, within],
  );
}
